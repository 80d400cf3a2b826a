import { expect, it } from "vitest";
import { exportedPage } from "../../../console/server/exported.ts";
import type { PageSnapshot } from "../../../console/snapshot.ts";

it("a moment is a file that holds its snapshot as data, whatever is in it, and may ask nobody for anything", () => {
  const page = {
    html: "<!doctype html><html><head><meta charset='utf-8'><title>Sarcelle</title></head><body></body></html>",
    ...{ scriptHash: "sha256-script", styleHash: "sha256-style" },
  };
  const snapshot = { release: "</script><script>alert(1)</script><!--" } as unknown as PageSnapshot;
  const file = exportedPage(page, snapshot);
  const [, policy, json = ""] =
    /<meta http-equiv="Content-Security-Policy" content="([^"]*)">\n<script type="application\/json" id="snapshot">(.*)<\/script>\n<title>/.exec(
      file,
    ) ?? [];
  expect(policy).toBe(
    "default-src 'none'; script-src 'sha256-script'; style-src 'sha256-style'; img-src data:; base-uri 'none'; form-action 'none'",
  );
  expect(json).not.toContain("<");
  expect(JSON.parse(json)).toEqual(snapshot);
});
