// Without scripts “Leave this page quickly” is an ordinary link.
const leave = document.getElementById("leave");
leave.addEventListener("click", (event) => {
  event.preventDefault();
  document.body.replaceChildren(); // nothing to be seen while the other page loads
  location.replace(leave.href);
});
