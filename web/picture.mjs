// Draws a picture for those who show no SVG: node picture.mjs FROM.svg TO.png
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Resvg, initWasm } from "@resvg/resvg-wasm";

const [, , from, to] = process.argv;

await initWasm(readFile(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
await writeFile(to, new Resvg(await readFile(from, "utf8")).render().asPng());
