import type { Attempt } from "../attempts.ts";
import type { Tool } from "./tool.ts";

/** Every paginator and waiter of what is emulated, on pages of two. */
export const boto3: Tool = {
  packages: ["boto3==1.44.8"],
  speed: 50,
  pages: "small",
  async attempts({ run, read }) {
    const { code, output } = await run("python", ["walk.py", "walk.json"]);
    if (code !== 0) throw new Error(`walk.py failed:\n${output.slice(-4_000)}`);
    return JSON.parse(await read("walk.json")) as readonly Attempt[];
  },
};
