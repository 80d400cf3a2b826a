import { describe, expect, it } from "vitest";
import { describeExisting } from "../../../src/aws/describe-existing.ts";

const missing = (message: string) => Object.assign(new Error(message), { name: "InvalidInstanceID.NotFound" });

/** AWS, where `there` are; it names the missing ones or not. */
const aws = (there: readonly string[], names: boolean) => {
  const calls: (readonly string[])[] = [];
  const describeAll = async (ids: string[]) => {
    calls.push(ids);
    const gone = ids.filter((id) => !there.includes(id));
    if (gone.length > 0)
      throw missing(names ? `The instance IDs '${gone.join(", ")}' do not exist` : "One or more not found");
    return ids;
  };
  return { calls, describeAll };
};
const ids = Array.from({ length: 16 }, (_, index) => `i-${String(index).padStart(2, "0")}`);

describe("describing what may not be there", () => {
  it("asks for as many at once as a call takes", async () => {
    const { calls, describeAll } = aws(ids, true);
    expect(await describeExisting(ids, 10, describeAll)).toEqual(ids);
    expect(calls.map((call) => call.length)).toEqual([10, 6]);
  });

  it("asks once more, without those that the error names", async () => {
    const { calls, describeAll } = aws(ids.slice(2), true);
    expect(await describeExisting(ids, 100, describeAll)).toEqual(ids.slice(2));
    expect(calls.length).toBe(2);
  });

  it("finds by halves the one that no error names", async () => {
    const { calls, describeAll } = aws(ids.slice(1), false);
    expect(await describeExisting(ids, 100, describeAll)).toEqual(ids.slice(1));
    expect(calls.length).toBe(9);
  });

  it("asks nothing for nothing: an empty list of ids would mean all", async () => {
    const { calls, describeAll } = aws([], true);
    expect([await describeExisting([], 100, describeAll), await describeExisting(["i-0"], 100, describeAll)]).toEqual([
      [],
      [],
    ]);
    expect(calls).toEqual([["i-0"]]);
  });

  it("passes on any other error", async () => {
    const denied = async () => {
      throw Object.assign(new Error("no"), { name: "AccessDenied" });
    };
    await expect(describeExisting(["i-0"], 1, denied)).rejects.toThrow("no");
  });
});
