/**
 * Builds the widget: `node build.mjs` writes dist/leerwijs.js; `--verify` builds in memory and fails when the committed
 * file differs or is larger than allowed; `--tests` bundles the unit tests to build/tests.
 */
import { readFile, readdir, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const tests = fileURLToPath(new URL("../../tests/widget/", import.meta.url));
const DIST = `${here}dist/leerwijs.js`;
const GZIP_LIMIT = 30_000;

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

const TARGETS = ["chrome123", "firefox124", "safari17.5"];

async function bundle() {
  const result = await esbuild.build({
    entryPoints: [`${here}src/index.ts`], absWorkingDir: here, bundle: true, minify: true, format: "iife",
    target: TARGETS, charset: "utf8", legalComments: "none", plugins: [css], write: false, outfile: DIST,
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

function checkSize(built) {
  const size = gzipSync(built, { level: 9 }).length;
  console.log(`dist/leerwijs.js: ${built.length} bytes, ${size} bytes gzip (at most ${GZIP_LIMIT})`);
  if (size > GZIP_LIMIT) fail("The widget is too large.");
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

const mode = process.argv[2];
if (mode === "--tests") await buildTests();
else if (mode === "--verify") {
  const built = await bundle();
  const committed = await readFile(DIST).catch(() => Buffer.alloc(0));
  if (!built.equals(committed)) fail("dist/leerwijs.js is not what the source builds. Run: npm run build");
  checkSize(built);
} else if (mode === undefined) {
  const { mkdir, writeFile } = await import("node:fs/promises");
  const built = await bundle();
  await mkdir(`${here}dist`, { recursive: true });
  await writeFile(DIST, built);
  checkSize(built);
} else fail(`Unknown mode: ${mode}`);
