// Forms on the product page answer in place: the cart, the reviews. Their own attributes say what to do; without
// htmx a form is a form.
import "htmx.org/dist/htmx.esm.js";
