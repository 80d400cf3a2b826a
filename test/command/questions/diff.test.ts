import { describe, expect, it } from "vitest";
import { diff } from "../../../command/questions/diff.ts";
import { forward, group, listener, webBeta, webLive } from "../../src/inventory/estate.ts";

describe("the difference of two environments", () => {
  it("is that of the sides with the traffic: release, image, size, and then the settings", () => {
    expect(diff([...webLive, ...webBeta], "web-live", "web-beta")).toEqual({
      environments: ["web-live", "web-beta"],
      sides: ["green", "blue"],
      differences: [
        { aspect: "release", part: "instances", attribute: "version", values: [["2"], ["1"]] },
        { aspect: "release", part: "instances", attribute: "commit", values: [["2".repeat(40)], ["1".repeat(40)]] },
        { aspect: "release", part: "launch template", attribute: "version", values: ["2", "1"] },
        { aspect: "release", part: "launch template", attribute: "commit", values: ["2".repeat(40), "1".repeat(40)] },
        { aspect: "image", part: "instances", attribute: "imageIds", values: [["ami-2"], ["ami-1"]] },
        { aspect: "image", part: "launch template", attribute: "imageId", values: ["ami-2", "ami-1"] },
        { aspect: "size", part: "instances", attribute: "instanceTypes", values: [["t4g.small"], ["t4g.nano"]] },
        { aspect: "size", part: "instances", attribute: "instances", values: [2, 1] },
        { aspect: "size", part: "group", attribute: "max", values: [8, 2] },
        { aspect: "size", part: "group", attribute: "desired", values: [2, 1] },
        { aspect: "setting", part: "load balancer", attribute: "deletionProtection", values: [true, false] },
      ],
    });
  });

  it("is nothing between an environment and itself", () => {
    expect(diff(webLive, "web-live", "web-live").differences).toEqual([]);
  });

  it("names what only one of them has", () => {
    const second = listener("web", 443, { environment: "web-live" }, forward(["web-green", 1]));
    expect(diff([...webLive, ...webBeta, second], "web-live", "web-beta").differences).toContainEqual({
      aspect: "setting",
      part: "listener 443",
      attribute: "exists",
      values: [true, false],
    });
  });

  it("does not take subnets for a setting, but how many there are", () => {
    const own = (subnets: readonly string[]) => group("beta", { environment: "web-beta", side: "blue" }, { subnets });
    const other = (subnets: readonly string[]) =>
      group("web-green", { environment: "web-live", side: "green" }, { subnets });
    const differing = (a: readonly string[], b: readonly string[]) =>
      diff(
        [...[...webLive, ...webBeta].filter(({ ref }) => ref.type !== "auto-scaling-group"), own(a), other(b)],
        "web-live",
        "web-beta",
      ).differences.filter(({ attribute }) => attribute === "subnets");
    expect(differing(["subnet-1", "subnet-2"], ["subnet-3", "subnet-4"])).toEqual([]);
    expect(differing(["subnet-1"], ["subnet-3", "subnet-4"])).toEqual([
      { aspect: "setting", part: "group", attribute: "subnets", values: [["(its own)", "(its own)"], ["(its own)"]] },
    ]);
  });

  it("compares what there is of environments without a side in traffic", () => {
    const headless = webBeta.filter(({ ref }) => ref.type !== "listener");
    expect(diff([...webLive, ...headless], "web-live", "web-beta").sides).toEqual(["green", null]);
  });
});
