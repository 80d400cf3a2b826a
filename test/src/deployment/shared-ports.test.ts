import { describe, expect, it } from "vitest";
import { refuseSharedPorts } from "../../../src/deployment/shared-ports.ts";
import { InvalidInput } from "../../../src/errors.ts";

const registered = (
  name: string,
  port: number,
  blue: number,
  green: number,
  loadBalancer = "lb",
  region = "eu-west-1",
) => ({
  name,
  account: "123456789012",
  region,
  loadBalancer,
  listeners: [{ port, placeholders: { blue, green } }],
});
const web = registered("web", 443, 9080, 9081);

describe("two environments on one load balancer", () => {
  it.each([
    ["have placeholder ports of their own, and may serve on one port", registered("shop", 443, 9082, 9083)],
    ["are two only if they have two names", registered("web", 443, 9080, 9081)],
    ["are not meant where the load balancers are two", registered("shop", 443, 9080, 9081, "other")],
    ["are not meant where the regions are two", registered("shop", 443, 9080, 9081, "lb", "us-east-1")],
  ])("%s", (_, other) => {
    expect(refuseSharedPorts(web, [other])).toBeUndefined();
  });

  it.each([
    ["a placeholder port of both", registered("shop", 8443, 9081, 9083), "port 9081 is registered by 'shop'"],
    ["one's that the other serves on", registered("shop", 9080, 9082, 9083), "port 9080 is registered by 'shop'"],
    ["the other way round", registered("shop", 8443, 443, 9083), "port 443 is registered by 'shop'"],
    [
      "more than one",
      registered("shop", 8443, 9080, 9081),
      "port 9080 is registered by 'shop', port 9081 is registered by 'shop'",
    ],
  ])("cannot have one port: %s", (_, other, clash) => {
    expect(() => refuseSharedPorts(web, [other])).toThrow(
      new InvalidInput(
        `Environment 'web' cannot have its placeholder ports on load balancer 'lb': ${clash}. A port has one listener. Register other placeholder ports.`,
      ),
    );
  });
});
