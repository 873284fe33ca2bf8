import { keepStripFresh } from "./strip.js";

keepStripFresh(document.getElementById("promotions"), document.getElementById("promotions-status"));
