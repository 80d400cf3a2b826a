import { execFileSync } from "node:child_process";
import { build } from "esbuild";
import { expect, it } from "vitest";

const { default: slimSdk } = await import(new URL("../../scripts/slim-sdk.js", import.meta.url).href);

const source = `
  import http, { request } from "node:http";
  const loaded = process.moduleLoadList.some((name) => name.endsWith("undici/undici"));
  console.log(JSON.stringify([typeof http.Agent, typeof request, loaded]));
`;

it("a bundle that imports node:http has all of it, and loads no fetch for it", async () => {
  const { outputFiles } = await build({
    stdin: { contents: source },
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    plugins: slimSdk,
  });
  const run = execFileSync(process.execPath, ["--input-type=module"], { input: outputFiles[0]?.text ?? "" });
  expect(JSON.parse(run.toString())).toEqual(["function", "function", false]);
});
