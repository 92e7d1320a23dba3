"""What is done again and again on the pages of a college: go somewhere, take a step, have an account of one's own."""

from __future__ import annotations

from django.urls import reverse

from baigong.contexts.credit_bank.services import conversions
from tests.conversion_city import adopted, banked
from tests.credit_city import fire


def at(name, *args, query=""):
    """The address of a page of the credit bank."""
    return reverse(f"credit_bank:{name}", args=args) + query


def page(browser, name, /, *args, query=""):
    """The page."""
    return browser.get(at(name, *args, query=query)).content.decode()


def step(browser, label, row, name, **facts):
    """Press the button of a step; the page that follows."""
    return browser.post(reverse("workflow:fire", args=[label, row.pk, name]), facts, follow=True).content.decode()


def own(city):
    """The learner signs in."""
    city.learner.user = city.users.pupil
    city.learner.save()
    return city.learner


def granted(city):
    """A conversion that the college granted."""
    adopted(city)
    banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    return fire(row, "approve", city.other, city.now)
