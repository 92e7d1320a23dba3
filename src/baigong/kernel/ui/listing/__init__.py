"""Lists declared once: columns, filters, search, sort, pages and export, all kept in the address."""

from baigong.kernel.ui.listing.columns import Column
from baigong.kernel.ui.listing.declaration import Listing
from baigong.kernel.ui.listing.filters import BooleanFilter, ChoiceFilter, DateFilter, DayFilter, Filter
from baigong.kernel.ui.listing.pages import EmptyState, ListingPage
from baigong.kernel.ui.listing.plain_rows import PlainRows

__all__ = [
    "BooleanFilter",
    "ChoiceFilter",
    "Column",
    "DateFilter",
    "DayFilter",
    "EmptyState",
    "Filter",
    "Listing",
    "ListingPage",
    "PlainRows",
]
