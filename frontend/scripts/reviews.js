// The review form answers in place. htmx finds what to do in the markup; without it the form is a form.
import "htmx.org/dist/htmx.esm.js";
