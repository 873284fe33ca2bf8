// Putting something into the cart without leaving the page: the form's own attributes say what to do.
import "htmx.org/dist/htmx.esm.js";
