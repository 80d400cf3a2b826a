import { describe, expect, it } from "vitest";
import { rehearsed } from "../../command/rehearse.ts";
import { UsageError } from "../../command/usage-error.ts";

const common = { name: "jobs-live", account: "123456789012", region: "eu-west-1", stage: "live", group: "jobs" };
const two = {
  ...common,
  loadBalancer: "jobs",
  listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }],
};

describe("the registration of a rehearsal", () => {
  it("has two sides", () => {
    expect(rehearsed(two, "jobs.yml")).toMatchObject({ name: "jobs-live", sides: 2 });
  });

  it("is refused with one, with what there is to be done instead", () => {
    const one = () => rehearsed({ ...common, sides: 1 }, "jobs.yml");
    expect(one).toThrow(UsageError);
    expect(one).toThrow(
      /^jobs\.yml registers one side .* rehearse it without 'sides', .*'sarcelle plan jobs-live rolling-update --release FILE'/,
    );
  });
});
