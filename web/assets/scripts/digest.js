// The fingerprint of a document, computed where the document is: the file is not sent. The page's side is in
// web/votation/templates/office/texts.html; without this script the fingerprint is typed.
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function begin(part) {
  const file = part.querySelector("input[type=file]");
  const said = part.querySelector("[data-said]");
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    said.textContent = "";
    document.getElementById("sha256").value = hex(await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer()));
    document.getElementById("document_name").value = chosen.name.slice(0, 200);
    said.textContent = said.dataset.said;
  });
  part.querySelector("[data-choose]").hidden = false;
}

if (window.crypto?.subtle) document.querySelectorAll("[data-digest]").forEach(begin);
