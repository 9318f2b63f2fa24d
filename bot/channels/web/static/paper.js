// Without scripts the buttons stay hidden; every browser can print from its own menu.
const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());

const leave = document.getElementById("leave");
leave.hidden = false;
leave.addEventListener("click", () => {
  document.body.replaceChildren(); // nothing to be seen while the other page loads
  location.replace(leave.dataset.exit);
});
