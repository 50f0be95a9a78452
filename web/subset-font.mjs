// Writes a typeface without the hinting instructions that today's screens do not read, and which weigh as much as its
// outlines: node subset-font.mjs FROM TO (woff2), Latin letters and the signs of French and English typography.
// Its figures are old-style, a 1 reads as a capital I: they are left out, and those of the text's typeface stand in.
import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const [, , from, to] = process.argv;
const letters = Array.from({ length: 0x180 - 0x20 }, (_, place) => String.fromCodePoint(0x20 + place)).join("").replace(/[0-9%]/g, "");
const signs = "\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u202f\u2039\u203a\u20ac\u2212";

await writeFile(
  to,
  await subsetFont(await readFile(from), letters + signs, { targetFormat: "woff2", noHinting: true }),
);
