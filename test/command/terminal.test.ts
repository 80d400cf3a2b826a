import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { isSomebodyThere, personAt } from "../../command/terminal.ts";

/** A terminal at which keys are typed once there is something to answer, one after the other. */
const terminal = (...keys: readonly string[]) => {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  let shown = "";
  const left = [...keys];
  output.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    const key = left.shift();
    if (key !== undefined) setImmediate(() => input.write(key));
  });
  const streams = { input, output } as unknown as Parameters<typeof personAt>[0];
  return { streams, shown: () => shown };
};

const enter = "\r";
const down = "\x1b[B";

describe("a person at a terminal", () => {
  it("chooses one by the arrow keys", async () => {
    const { streams, shown } = terminal(down, enter);
    const [web, api] = [{ name: "web" }, { name: "api" }];
    const choices = [
      { value: web, label: "web", hint: "4 instances" },
      { value: api, label: "api" },
    ];
    expect(await personAt(streams).choose("Which group?", choices)).toBe(api);
    expect(shown()).toContain("Which group?");
    expect(shown()).toContain("4 instances");
  });

  it("takes all that is proposed, or what is left of it", async () => {
    const choices = [8080, 8443].map((port) => ({ value: { port }, label: String(port) }));
    const all = terminal(enter);
    expect(await personAt(all.streams).chooseSome("Which?", choices)).toEqual([{ port: 8080 }, { port: 8443 }]);
    const second = terminal(" ", enter);
    expect(await personAt(second.streams).chooseSome("Which?", choices)).toEqual([{ port: 8443 }]);
  });

  it("goes on writing what is proposed", async () => {
    const { streams } = terminal("-2", enter);
    expect(await personAt(streams).write("Its name?", "web", () => undefined)).toBe("web-2");
  });

  it("agrees, or has had enough", async () => {
    expect(await personAt(terminal(enter).streams).agree("Write it?")).toBe(true);
    await expect(personAt(terminal("\x03").streams).agree("Write it?")).rejects.toThrow("Given up.");
  });
});

describe("whether somebody is there", () => {
  const on = (input: boolean, output: boolean, env: NodeJS.ProcessEnv = {}) =>
    isSomebodyThere(
      { input: { isTTY: input }, output: { isTTY: output } } as Parameters<typeof isSomebodyThere>[0],
      env,
    );

  it("is told by both ends of the terminal, and a CI has nobody", () => {
    expect([on(true, true), on(true, false), on(false, true), on(true, true, { CI: "true" })]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
