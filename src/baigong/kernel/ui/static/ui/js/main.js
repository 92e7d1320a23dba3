// Improvements of pages that work without them. Each module looks for its own marks in the document.
import { watchTheme } from "./appearance.js";
import { watchDialogs } from "./dialogs.js";
import { watchForms } from "./forms.js";
import { watchFragments } from "./fragments.js";
import { watchLists } from "./lists.js";
import { watchLookups } from "./lookup.js";
import { drawCharts } from "./charts.js";

watchTheme();
watchDialogs();
watchForms();
watchFragments();
watchLists();
watchLookups();
drawCharts(document);
document.addEventListener("htmx:afterSwap", (event) => drawCharts(event.target));
