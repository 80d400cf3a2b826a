import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readImages } from "../../instances/images-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "images-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const id = "ami-0123456789abcdef0";

const file = (content: unknown): string => {
  const path = join(folder, "images.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

it("reads commands, which run in the file's folder, their ports and what EC2 says of the image", () => {
  writeFileSync(join(folder, "serve"), "", { mode: 0o755 });
  const images = readImages(
    file({
      [id]: { command: ["./serve", "--fast"], ports: [80, 443], architecture: "x86_64", bootSeconds: 40 },
      "ami-01234567": { command: ["node", "serve.js"], ports: [8080] },
    }),
  );
  expect([...images]).toEqual([
    [
      id,
      {
        process: { command: ["./serve", "--fast"], ports: [80, 443], folder },
        architecture: "x86_64",
        bootSeconds: 40,
      },
    ],
    [
      "ami-01234567",
      {
        process: { command: ["node", "serve.js"], ports: [8080], folder },
        architecture: "arm64",
        bootSeconds: undefined,
      },
    ],
  ]);
});

it.each([
  ["{", /cannot be read: .*JSON/],
  [{}, /has no image/],
  [
    { "ami-1": { command: ["node"], ports: [80] } },
    /'ami-1' is no image id: that is ami- and 8 or 17 hexadecimal digits/,
  ],
  [{ [id]: { command: [], ports: [80] } }, /command/],
  [{ [id]: { command: ["node"], ports: [] } }, /ports/],
  [{ [id]: { command: ["node"], ports: [80, 80] } }, /a port is there twice/],
  [{ [id]: { command: ["node"], ports: [70_000] } }, /ports\[0\]/],
  [{ [id]: { command: ["node"], ports: [80], port: 80 } }, /Unrecognized key: "port"/],
  [{ [id]: { command: ["./none"], ports: [80] } }, /the program '.\/none' of ami-0123456789abcdef0 is not there/],
  [{ [id]: { command: ["no-such-program"], ports: [80] } }, /the program 'no-such-program' .* is looked for in PATH/],
])("refuses %j and says why", (content, message) => {
  expect(() => readImages(file(content))).toThrow(message);
});

it("says that there is no such file", () => {
  expect(() => readImages(join(folder, "none.json"))).toThrow(/none\.json cannot be read: ENOENT/);
});
