import { describe, expect, it } from "vitest";
import { createStandIns } from "../../../proof/acceptance/stand-ins.ts";

describe("a stand-in", () => {
  it("is the same for the same thing, another for another, and of the same form", () => {
    const { text } = createStandIns();
    const [a, b] = ["i-0f3c9a1b2d4e5f607", "i-0f3c9a1b2d4e5f608"];
    expect([text(`${a} ${b} ${a}`), text(b)]).toEqual([
      "i-00000000000000001 i-00000000000000002 i-00000000000000001",
      "i-00000000000000002",
    ]);
  });

  it.each([
    ["AKIAI44QH8DHBTESTING", "AKIAIOSFODNN7EXAMPLE"],
    ["AROAI44QH8DHBTESTING:jane@example.org", "AIDACKCEVSQ6C2EXAMPLE"],
    ["web-1234567890.eu-west-1.elb.amazonaws.com", "host-1.example.com"],
    ["ip-172-31-5-9.eu-west-1.compute.internal", "host-1.example.com"],
    ["172.31.5.9:8080", "198.18.0.1:8080"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["targetgroup/web/6d0ecf831eec9f09", "targetgroup/web/0000000000000001"],
    ["1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed", "00000000-0000-4000-8000-000000000001"],
    ["began at 2026-11-30T12:01:02.345Z", "began at 2026-01-01T00:00:00Z"],
    ["arn:aws:iam::210987654321:user/jane in 210987654321", "arn:aws:iam::123456789012:user/operator in 123456789012"],
  ])("of %s is %s", (given, kept) => {
    const standIns = createStandIns();
    standIns.hide("arn:aws:iam::210987654321:user/jane", "arn:aws:iam::123456789012:user/operator");
    standIns.hide("210987654321", "123456789012");
    expect(standIns.text(given)).toBe(kept);
  });

  it("stands for nothing else: a text with stand-ins in it is left as it is", () => {
    const { text } = createStandIns();
    const once = text("i-0f3c9a1b2d4e5f607 at 10.0.0.9");
    expect(text(once)).toBe(once);
  });

  it("is kept for every member that holds a secret, or says only where a list goes on", () => {
    const { value } = createStandIns();
    const call = {
      PrivateKey: Buffer.from("secret"),
      Certificate: "-----BEGIN",
      NextToken: "abc",
      CreatedTime: new Date(0),
      Tags: [{ Key: "Name", Value: "web" }],
      Missing: undefined,
    };
    expect(value(call)).toEqual({
      PrivateKey: "(left out)",
      Certificate: "(left out)",
      NextToken: "(a token)",
      CreatedTime: "2026-01-01T00:00:00Z",
      Tags: [{ Key: "Name", Value: "web" }],
    });
  });
});
