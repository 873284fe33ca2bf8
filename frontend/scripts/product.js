// Forms on the product page answer in place: the cart, the reviews. Their own attributes say what to do; without
// htmx a form is a form.
import "htmx.org/dist/htmx.esm.js";

const failed = () => {
  document.getElementById("buy-status").textContent = "That did not work. Load the page again and try once more.";
};
document.body.addEventListener("htmx:responseError", failed);
document.body.addEventListener("htmx:sendError", failed);
document.body.addEventListener("htmx:timeout", failed);
