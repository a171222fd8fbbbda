/**
 * Builds the widget: `node build.mjs` writes dist/; `--verify` builds in memory and fails when a committed file differs;
 * both print the sizes and fail when one is larger than allowed. `--tests` bundles the unit tests to build/tests.
 */
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = fileURLToPath(new URL("../../tests/widget/", import.meta.url));

// The last two versions of the main browsers are far newer: these are the first with light-dark() and all else we use.
const TARGETS = ["chrome123", "edge123", "firefox124", "safari17.5"];

/** What every page loads, and what it loads when somebody wants to chat. Sizes are in bytes, gzip. */
const FILES = [
  { out: "dist/leerwijs.js", entry: "src/loader.ts", format: "iife", limit: 5_000 },
  { out: "dist/leerwijs-chat.js", entry: "src/app.ts", format: "esm", limit: 25_000 },
];
const TOTAL_LIMIT = 30_000;

/** A style sheet becomes the text of its minified self. */
const css = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await esbuild.transform(source, { loader: "css", minify: true, target: TARGETS });
      return { contents: code, loader: "text" };
    });
  },
};

async function bundle({ entry, format, out }) {
  const result = await esbuild.build({
    entryPoints: [here + entry], absWorkingDir: here, bundle: true, minify: true, format,
    target: TARGETS, charset: "utf8", legalComments: "none", plugins: [css], write: false, outfile: here + out,
  });
  return Buffer.from(result.outputFiles[0].contents);
}

async function buildTests() {
  const files = (await readdir(tests)).filter((name) => name.endsWith(".test.ts"));
  await rm(`${here}build/tests`, { recursive: true, force: true });
  await esbuild.build({
    entryPoints: files.map((name) => tests + name), bundle: true, platform: "node", format: "esm", sourcemap: "inline",
    target: "node20", outdir: `${here}build/tests`, outExtension: { ".js": ".mjs" },
  });
}

/** Prints the sizes; false when a file, or all together, is larger than allowed. */
function report(built) {
  const sizes = built.map((content) => gzipSync(content, { level: 9 }).length);
  const rows = FILES.map(({ out, limit }, index) => [out, built[index].length, sizes[index], limit]);
  const total = (list) => list.reduce((sum, size) => sum + size, 0);
  rows.push(["together", total(built.map((content) => content.length)), total(sizes), TOTAL_LIMIT]);
  for (const [name, bytes, gzip, limit] of rows) {
    console.log(`${name.padEnd(24)} ${String(bytes).padStart(7)} bytes ${String(gzip).padStart(7)} gzip (at most ${limit})`);
  }
  return rows.every(([, , gzip, limit]) => gzip <= limit);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

const mode = process.argv[2];
if (mode === "--tests") await buildTests();
else if (mode === "--verify" || mode === undefined) {
  const built = await Promise.all(FILES.map(bundle));
  if (mode === "--verify") {
    for (const [index, { out }] of FILES.entries()) {
      const committed = await readFile(here + out).catch(() => Buffer.alloc(0));
      if (!built[index].equals(committed)) fail(`${out} is not what the source builds. Run: npm run build`);
    }
  } else {
    await mkdir(`${here}dist`, { recursive: true });
    await Promise.all(FILES.map(({ out }, index) => writeFile(here + out, built[index])));
  }
  if (!report(built)) fail("The widget is too large.");
} else fail(`Unknown mode: ${mode}`);
