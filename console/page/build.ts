/** Makes the page: one answer with its style and its script inside, which asks nobody else for anything. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";

export interface BuiltPage {
  readonly html: string;
  /** For a Content-Security-Policy, as in `script-src 'sha256-…'`: of what stands between the tags. */
  readonly scriptHash: string;
  readonly styleHash: string;
}

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** One file of the page and all that it imports, as small as it gets. */
const bundled = async (file: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, file)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["chrome123", "firefox120", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
  });
  // What would end the element that it stands in.
  return (outputFiles[0]?.text ?? "").trim().replaceAll(/<\/(script|style)/gi, "<\\/$1");
};

/** Builds the page in memory; needs the sources beside this file, and `preact`. */
export const buildPage = async (): Promise<BuiltPage> => {
  const [script, style] = await Promise.all([bundled("main.tsx"), bundled("page.css")]);
  // What stands in the page already is on the screen before the script has run.
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Sarcelle</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="page"><main class="nothing"><h1>Sarcelle</h1></main></div>
<noscript>This page is drawn by its script. 'sarcelle status ENVIRONMENT' says the same in a terminal.</noscript>
<script type="module">${script}</script>
</body>
</html>
`;
  return { html, scriptHash: hashOf(script), styleHash: hashOf(style) };
};
