import { describe, expect, it } from "vitest";
import { conditionOf, headersOf } from "../../../src/deployment/preview-rule.ts";
import { registered } from "./world.ts";

const header = (name: string, value = "yes") => ({ header: { name, value } });

describe("what a registration says of its preview", () => {
  it.each<[object, object]>([
    [header("X-Preview"), { "X-Preview": "yes" }],
    [{ host: "new.example.com" }, { host: "new.example.com" }],
  ])("%j is a condition, and what a request says for it", (preview, said) => {
    expect(headersOf(conditionOf(registered({ preview }).preview ?? {}))).toEqual(said);
  });

  it("is nothing that another condition says", () => {
    expect([headersOf(undefined), headersOf({ Field: "path-pattern" })]).toEqual([{}, {}]);
  });

  it.each<[object, string]>([
    [{}, "preview: expected either a header or a host"],
    [{ ...header("X-Preview"), host: "a.example" }, "preview: expected either a header or a host"],
    [header("Host"), "preview.header.name: not a header here: say 'host' instead of 'header'"],
    [header("Connection"), "preview.header.name: is the request's own"],
    [header("a b"), "preview.header.name: expected the name of a header"],
    [header("x".repeat(41)), "preview.header.name: Too big: expected string to have <=40 characters"],
    [header("X", "*"), "preview.header.value: no wildcards here, which would let other requests through"],
    [header("X", "a\\"), "preview.header.value: no wildcards here, which would let other requests through"],
    [header("X", " a"), "preview.header.value: expected visible ASCII characters, and spaces between them"],
    [{ host: "localhost" }, "preview.host: expected a name with a dot, and letters alone after the last one"],
    [{ host: "*.example.com" }, "preview.host: expected a host name, without a port"],
    [{ query: "x" }, "preview: unknown field query; expected only header, host"],
  ])("%j is refused: %s", (preview, expected) => {
    expect(() => registered({ preview })).toThrow(expected);
  });
});
