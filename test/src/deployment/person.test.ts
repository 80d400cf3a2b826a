import { describe, expect, it } from "vitest";
import { askedBy, isSamePerson, personOf, whoAsked } from "../../../src/deployment/person.ts";

const session = (role: string, name: string) => `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;

describe("whoever acts", () => {
  it.each([
    [session("deployers", "ann@example.com"), "ann@example.com"],
    ["arn:aws:iam::123456789012:user/ops/ann", "ann"],
    ["arn:aws:sts::123456789012:federated-user/ann", "ann"],
    ["arn:aws:iam::123456789012:root", "root"],
    ["arn:aws-cn:iam::123456789012:role/service/events", "events"],
  ])("%s is called %s", (arn, name) => {
    expect(personOf(arn)).toBe(name);
  });

  it.each([
    ["another session of the same role", session("deployers", "ann"), session("deployers", "ben"), false],
    ["the same session's name in another role", session("deployers", "ann"), session("approvers", "ann"), true],
    ["other letters", session("deployers", "ann"), session("deployers", "Ann"), true],
    ["a user of that name", session("deployers", "ann"), "arn:aws:iam::123456789012:user/ann", true],
  ])("may be the same person: %s", (_, one, other, same) => {
    expect(isSamePerson(one, other)).toBe(same);
  });

  it("is told with the ARN, where that is known", () => {
    expect(askedBy({ requestedBy: "build 17", caller: session("ci", "runner") })).toBe(
      "build 17 (arn:aws:sts::123456789012:assumed-role/ci/runner)",
    );
    expect(askedBy({ requestedBy: "build 17" })).toBe("build 17");
    expect(whoAsked({ requestedBy: "build 17", caller: session("ci", "runner") })).toBe("build 17 (runner)");
    expect(whoAsked({ requestedBy: "runner", caller: session("ci", "runner") })).toBe("runner");
    expect(whoAsked({ requestedBy: "build 17" })).toBe("build 17");
  });
});
