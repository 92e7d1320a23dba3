"""The menu shows to each actor what its routes admit, and nothing else."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path, resolve

from baigong.kernel.access import ANONYMOUS, Actor, Holding, Role
from baigong.kernel.ui import navigation as nav


def page(request):
    return HttpResponse()


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("tasks/", page, name="tasks"),
                    path("tasks/late/", page, name="late"),
                    path("mine/", page, name="mine"),
                    path("open/", page, name="open"),
                ],
                "shop",
            )
        ),
    )
]
pytestmark = pytest.mark.urls(__name__)
CLERK, HEAD = Role("test.clerk", "经办"), Role("test.head", "负责人")


class Policy:
    def __init__(self, *roles):
        self.roles = roles

    def reachable(self, actor, action):
        return action == "view" and actor.has(*self.roles)


@pytest.fixture(autouse=True)
def menu(monkeypatch):
    for store, empty in (("_sections", {}), ("_items", {}), ("_counters", {}), ("_outside", set())):
        monkeypatch.setattr(nav, store, empty)
    nav.declare_sections([nav.NavSection("work", "工作"), nav.NavSection("rest", "其他")])
    nav.register_nav(
        [
            nav.NavItem("work", "任务", "shop:tasks", "list", policy=Policy(CLERK, HEAD), counter="inbox"),
            nav.NavItem("work", "逾期", "shop:late", "clock", roles=frozenset({HEAD}), order=10),
            nav.NavItem("rest", "公开", "shop:open", "world", place="portal"),
        ]
    )


def request_of(actor, address="/tasks/"):
    request = RequestFactory().get(address)
    request.actor = actor
    return request


def actor_with(*roles):
    return Actor(user_id=1, name="甲", holdings=tuple(Holding(role, 1, "0001.") for role in roles))


def labels(groups):
    return [[link.label for link in group.links] for group in groups]


def test_an_item_appears_only_to_whom_its_policy_or_roles_admit():
    assert labels(nav.nav_for(request_of(actor_with(HEAD)))) == [["逾期", "任务"]]
    assert labels(nav.nav_for(request_of(actor_with(CLERK)))) == [["任务"]]
    assert nav.nav_for(request_of(actor_with())) == ()


def test_who_works_outside_public_bodies_finds_its_own_work_first_and_nothing_of_theirs():
    firm = Role("test.firm", "企业经办")
    own, all_of_them = nav.NavSection("firms", "企业", first_for=frozenset({firm})), frozenset({firm, HEAD})
    bodies = nav.NavSection("bodies", "报送", for_staff=True)
    nav.declare_sections([nav.NavSection("today", "今日"), bodies, nav.NavSection("work", "工作"), own], outside=[firm])
    nav.register_nav(
        nav.NavItem(section, section, f"shop:{route}", "list", roles=all_of_them)
        for section, route in (("today", "mine"), ("bodies", "open"), ("work", "tasks"), ("firms", "late"))
    )
    assert labels(nav.nav_for(request_of(actor_with(firm)))) == [["today"], ["firms"], ["work"]]
    assert labels(nav.nav_for(request_of(actor_with(firm, HEAD)))) == [["today"], ["bodies"], ["work"], ["firms"]]


def test_somebody_not_signed_in_sees_the_portals_menu_and_none_of_the_consoles():
    assert nav.nav_for(request_of(ANONYMOUS)) == ()
    assert labels(nav.nav_for(request_of(ANONYMOUS), "portal")) == [["公开"]]


def test_the_entry_nearest_to_the_address_is_the_current_one():
    groups = nav.nav_for(request_of(actor_with(HEAD), "/tasks/late/7/"))
    assert [link.label for group in groups for link in group.links if link.is_current] == ["逾期"]
    groups = nav.nav_for(request_of(actor_with(HEAD), "/elsewhere/"))
    assert not any(link.is_current for group in groups for link in group.links)


def test_where_several_entries_lead_to_a_page_the_one_that_one_came_by_is_current():
    nav.register_nav([nav.NavItem("work", "我的", "shop:mine", "list", policy=Policy(CLERK), order=5, leads_to=frozenset({"shop:late"}))])

    def current(actor, came_from="", address="/tasks/late/"):
        request = request_of(actor, address)
        request.resolver_match = resolve(address)
        request.META["HTTP_REFERER"] = came_from and f"http://testserver{came_from}?page=2"
        return [link.label for group in nav.nav_for(request) for link in group.links if link.is_current]

    assert current(actor_with(CLERK)) == ["我的"]
    assert current(actor_with(CLERK), "/mine/") == ["我的"]
    assert current(actor_with(CLERK), "/tasks/") == ["任务"]
    assert current(actor_with(CLERK), address="/tasks/") == ["任务"]
    assert current(actor_with(HEAD)) == ["逾期"]
    assert current(actor_with(HEAD), "/mine/") == ["逾期"]


def test_a_counter_is_asked_once_a_request_and_not_for_strangers():
    asked = []
    nav.register_counter("inbox", lambda request: asked.append(1) or 7)
    request = request_of(actor_with(CLERK))
    assert nav.nav_for(request)[0].links[0].count == 7
    assert nav.count(request, "inbox") == 7
    assert nav.count(request_of(ANONYMOUS), "inbox") == 0
    assert asked == [1]


def test_a_route_that_is_not_mounted_is_left_out():
    nav.register_nav([nav.NavItem("work", "无", "shop:nowhere", "list", policy=Policy(CLERK))])
    assert labels(nav.nav_for(request_of(actor_with(CLERK)))) == [["任务"]]


def test_an_item_in_an_undeclared_section_is_reported():
    assert nav.problems() == []
    nav.register_nav([nav.NavItem("wrok", "任务", "shop:open", "list")])
    assert "wrok" in nav.problems()[0]


def test_an_item_with_an_unknown_icon_is_refused():
    with pytest.raises(LookupError):
        nav.register_nav([nav.NavItem("work", "任务", "shop:tasks", "unicorn")])


def test_a_section_of_the_work_of_bodies_is_hidden_from_whoever_holds_no_role():
    nav.declare_sections([nav.NavSection("staff", "报送", for_staff=True), nav.NavSection("own", "本人")])
    nav.register_nav(
        [nav.NavItem("staff", "报告期", "shop:late", "clock", order=1), nav.NavItem("own", "我的", "shop:mine", "user", order=1)]
    )
    assert labels(nav.nav_for(request_of(actor_with()))) == [["我的"]]
    assert labels(nav.nav_for(request_of(actor_with(CLERK))))[:2] == [["报告期"], ["我的"]]
