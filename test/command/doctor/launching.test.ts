import { describe, expect, it } from "vitest";
import { addressesFound, isStandard, vcpusFound } from "../../../command/doctor/launching.ts";

const vcpus = new Map([
  ["t4g.small", 2],
  ["m7g.xlarge", 4],
  ["g5.xlarge", 4],
]);
const two = { instances: 2, types: ["t4g.small"], someSpot: false };

describe("what is said of vCPUs", () => {
  it.each([
    { says: "fits", launching: two, used: 6, mark: "ok", needed: 4 },
    { says: "is one too many", launching: two, used: 7, mark: "wrong", needed: 4 },
    { says: "may be spot instances", launching: { ...two, someSpot: true }, used: 7, mark: "warning", needed: 4 },
    {
      says: "may be of a larger type",
      launching: { ...two, types: ["t4g.small", "m7g.xlarge"] },
      used: 3,
      mark: "wrong",
      needed: 8,
    },
  ])("what $says is $mark", ({ launching, used, mark, needed }) => {
    const found = vcpusFound(launching, { used, limit: 10, vcpus });
    expect(found.mark).toBe(mark);
    expect(found.says).toContain(
      `${used} of at most 10 vCPUs of on-demand standard instances are used, and a deploy needs ${needed} more`,
    );
  });

  it.each([["g5.xlarge"], ["x99.small"], undefined])("%s counts elsewhere, or is not known", (type) => {
    const types = type === undefined ? [] : [type].flat();
    expect(vcpusFound({ ...two, types }, { used: 0, limit: 10, vcpus }).mark).toBe("unknown");
  });

  it.each([
    ["t4g.small", true],
    ["im4gn.large", true],
    ["is4gen.large", true],
    ["inf2.xlarge", false],
    ["trn1.2xlarge", false],
    ["hpc7g.4xlarge", false],
    ["g5.xlarge", false],
    ["mac2.metal", false],
  ])("%s is of the standard families: %s", (type, standard) => {
    expect(isStandard(type)).toBe(standard);
  });
});

describe("what is said of addresses", () => {
  const subnet = (id: string, free: number) => ({ id, zone: `eu-west-1${id}`, free });
  it.each([
    { says: "enough everywhere", subnets: [subnet("a", 5), subnet("b", 5)], mark: "ok" },
    { says: "enough, but not in each", subnets: [subnet("a", 9), subnet("b", 1)], mark: "warning" },
    { says: "too few", subnets: [subnet("a", 2), subnet("b", 1)], mark: "wrong" },
    { says: "no subnets at all", subnets: [], mark: "unknown" },
  ])("$says is $mark", ({ subnets, mark }) => {
    expect(addressesFound({ instances: 4 }, subnets).mark).toBe(mark);
  });

  it("names the subnet that has too few, and its part", () => {
    expect(addressesFound({ instances: 4 }, [subnet("a", 9), subnet("b", 1)]).says).toBe(
      "10 addresses are free in 2 subnets, and a deploy needs 4, but b (eu-west-1b) has 1: fewer than its even part of 2.",
    );
  });
});
