import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, type StackDocument } from "@sarcelle/playground/stacks";
import { describe, expect, it } from "vitest";
import { registrationFor, usersRequests } from "../../../command/snapshot/registration.ts";

const folder = join(import.meta.dirname, "../../../playground/stacks/shapes");
const shape = (name: string): StackDocument =>
  parseDocument(JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")));

const here = { account: "123456789012", region: "eu-west-1" };
const registered = (document: StackDocument, group?: string, bootSeconds = 30) =>
  registrationFor(document, here, { group, bootSeconds, stage: "rehearsal" });

describe("the registration made of a stack", () => {
  it("has every listener that reaches the group, and no other, each with ports of its own", () => {
    expect(registered(shape("several-listeners"))).toMatchObject({
      ...here,
      name: "tfe",
      group: "tfe",
      loadBalancer: "friendly-prefix-tfe-web-alb",
      listeners: [
        { port: 443, placeholders: { blue: 9080, green: 9081 } },
        { port: 8800, placeholders: { blue: 9082, green: 9083 } },
        { port: 8446, placeholders: { blue: 9084, green: 9085 } },
      ],
    });
  });

  it("has rules by their priorities, and one pair of ports for the one target group behind them", () => {
    expect(registered(shape("hosts-to-one-target-group")).listeners).toEqual([
      { port: 80, priority: 1, placeholders: { blue: 9080, green: 9081 } },
      { port: 443, priority: 1 },
      { port: 443, priority: 2 },
    ]);
  });

  it("passes over ports that are a listener's, and those that the world may reach", () => {
    const stack = shape("warm-pool");
    const open = { IpProtocol: "tcp", FromPort: 9000, ToPort: 9100, IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    const { listeners } = registered({
      ...stack,
      Listeners: [...stack.Listeners, { Port: 9102 }],
      SecurityGroups: stack.SecurityGroups.map((group) => ({ ...group, IpPermissions: [open] })),
    });
    expect(listeners).toEqual([{ port: 80, placeholders: { blue: 9101, green: 9103 } }]);
  });

  it("waits as long as the stack may take: delays, hooks, and the boot", () => {
    const stack = shape("slow-boots");
    expect(registered(stack, undefined, 3_000).timeouts).toEqual({
      empty: 1_800,
      healthy: 7_020,
      hold: 3_600,
      rollback: 8_820,
    });
    const LifecycleHooks = stack.LifecycleHooks.map((hook) => ({ ...hook, HeartbeatTimeout: 3_600 }));
    expect(registered({ ...stack, LifecycleHooks }).timeouts.empty).toBe(300 + 7_200 + 600);
  });

  it("is of the group that is chosen where there are several, and of none that is not behind a listener", () => {
    const stack = shape("two-groups-one-target-group");
    expect(registered(stack, "ss-secondary").group).toBe("ss-secondary");
    expect(() => registered(stack)).toThrow(
      "The stack has several groups behind its listeners: ss-primary, ss-secondary. Say which with --group.",
    );
    expect(() => registered(stack, "other")).toThrow("the stack has no such group behind a listener");
  });

  it("cannot be made where targets are registered by hand, and says what to do", () => {
    expect(() => registered(shape("targets-by-hand"))).toThrow(
      /^No Auto Scaling group registers .* 'atelier', which has 3 targets that somebody registered .*make a launch template/,
    );
  });
});

describe("what users ask for", () => {
  it("goes through the conditions of each rule, wildcards filled in", () => {
    const stack = shape("hosts-to-one-target-group");
    expect(usersRequests(stack, registered(stack))).toEqual([
      { port: 80, path: "/", host: "press.example.com" },
      { port: 443, path: "/", host: "press.example.com" },
      { port: 443, path: "/", host: "any.press.example.com" },
    ]);
  });

  it("is nothing where a rule asks for more than a host and a path", () => {
    const stack = shape("hosts-to-one-target-group");
    const Rules = stack.Rules.map((rule) =>
      rule.Priority === "2"
        ? { ...rule, Conditions: [{ Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "x" } }] }
        : rule,
    );
    const other = { ...stack, Rules };
    expect(usersRequests(other, registered(other))).toHaveLength(2);
  });
});
