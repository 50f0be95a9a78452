// Small comforts. Every page works without them.
import { countCharacters } from "./parts/count.js";
import { focusSummary } from "./parts/summary.js";
import { sendOnce } from "./parts/once.js";
import { furnishTexts } from "./parts/toolbar.js";

focusSummary(document);
countCharacters(document);
sendOnce(document);
furnishTexts(document);
