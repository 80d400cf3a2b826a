// Not among our own dependencies: every client of the SDK depends on it.
import { partition } from "@aws-sdk/core/client";
import { describe, expect, it } from "vitest";
import { partitionOf, regionPattern } from "../../../src/deployment/region.ts";

/** One of every partition at least. */
const regions = [
  "eu-west-1",
  "us-east-1",
  "ap-southeast-7",
  "mx-central-1",
  "il-central-1",
  "cn-north-1",
  "cn-northwest-1",
  "us-gov-west-1",
  "us-iso-east-1",
  "us-isob-east-1",
  "eu-isoe-west-1",
  "us-isof-south-1",
  "eusc-de-east-1",
];

describe("a region", () => {
  it.each(regions)("%s is taken, and of the partition that the SDK says", (region) => {
    expect(region).toMatch(regionPattern);
    expect(partitionOf(region)).toBe(partition(region).name);
  });

  it.each(["eu-west", "EU-WEST-1", "aws-global", "eu-west-1a", "eu_west_1", ""])("is not '%s'", (text) => {
    expect(text).not.toMatch(regionPattern);
  });
});
