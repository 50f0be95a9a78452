// A QR code as a drawing of the page: the receipt is in this browser only, so no server can draw it.
import { encode } from "uqr";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 4;

function drawn(name, attributes) {
  const shape = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([attribute, value]) => shape.setAttribute(attribute, value));
  return shape;
}

export function qrCode(text, label) {
  const { data, size } = encode(text, { ecc: "M", border: MARGIN });
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const picture = drawn("svg", {
    viewBox: `0 0 ${size} ${size}`, width: 200, height: 200, role: "img", "aria-label": label, "shape-rendering": "crispEdges",
  });
  picture.append(
    drawn("rect", { width: size, height: size, fill: "#fff" }), drawn("path", { d: dots.join(""), fill: "#000" }),
  );
  return picture;
}
