// Forms on the product page answer in place: the cart, the reviews. Their own attributes say what to do; without
// htmx a form is a form.
import "htmx.org/dist/htmx.esm.js";

const failed = () => {
  const status = document.getElementById("buy-status");
  status.textContent = status.dataset.failed;
};
document.body.addEventListener("htmx:responseError", failed);
document.body.addEventListener("htmx:sendError", failed);
document.body.addEventListener("htmx:timeout", failed);
