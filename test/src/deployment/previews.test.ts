import { describe, expect, it } from "vitest";
import { invert } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { checksOf, endpointsOf } from "../../../src/deployment/checks.ts";
import { previewsOf } from "../../../src/deployment/preview-doors.ts";
import {
  type ListenerRules,
  openedIn,
  opensPreview,
  previewRules,
  type RuleView,
  spreading,
} from "../../../src/deployment/previews.ts";
import type { ListenerView, View } from "../../../src/deployment/view.ts";
import { CannotPreview } from "../../../src/errors.ts";
import { registered, side, view } from "./world.ts";

const http = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/80";
const https = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/443";
const ruleArn = (name: string) => `${https.replace(":listener/", ":listener-rule/")}/${name}`;
const path = (...Values: string[]) => ({ Field: "path-pattern", PathPatternConfig: { Values } });
const host = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });
const asks = { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X-Preview", Values: ["yes"] } };
const tags = { "sarcelle:environment": "web-live", "sarcelle:side": "green" };
const to = (name: string) => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn: `arn:tg/${name}`, Weight: 1 }],
    TargetGroupStickinessConfig: { Enabled: false },
  },
});
const login = { Type: "authenticate-cognito", Order: 1, AuthenticateCognitoConfig: { UserPoolDomain: "people" } };

const rule = (priority: number, conditions: RuleView["conditions"], name = `r${priority}`): RuleView => ({
  arn: ruleArn(name),
  priority,
  conditions,
});
const production = rule(5, [path("/shop/*")], "ours");

/** Blue has the traffic: of a listener, and of a rule of another one, whose actions these are. */
const world = (actions: ListenerView["actions"] = [to("https-blue")], more: readonly ListenerView[] = []): View => {
  const { listeners, ...seen } = view("blue", undefined, side("green", []));
  const [first, second] = listeners as [ListenerView, ListenerView];
  return {
    ...seen,
    listeners: [{ ...first, arn: http }, { ...second, arn: production.arn, actions }, ...more],
  };
};
const rules = (...ofHttps: readonly RuleView[]): readonly ListenerRules[] => [
  { listenerArn: http, rules: [] },
  { listenerArn: https, rules: [production, ...ofHttps] },
];

const header = { header: { name: "X-Preview", value: "yes" } };
const planned = (preview: object, all: readonly ListenerRules[], seen = world()) =>
  previewRules({ environment: registered({ preview }), view: seen, deployment: { action: "deploy" } }, all);
const shown = (...given: Parameters<typeof planned>) =>
  planned(...given).map(({ resource: { id }, after }) => [
    id.replace(/^.*:listener\/app\/web\/1\//, ""),
    after?.conditions,
  ]);
const refused = (...given: Parameters<typeof planned>): string => {
  try {
    planned(...given);
  } catch (error) {
    expect(error).toBeInstanceOf(CannotPreview);
    return (error as Error).message;
  }
  return "not refused";
};

describe("the rules of a preview", () => {
  it("have what the production rules have, and of that what asks for it, and send it to the idle side", () => {
    expect(planned(header, rules(), world([login, { ...to("https-blue"), Order: 2 }]))).toEqual([
      {
        resource: { kind: "preview-rule", id: `${http}:50000 sarcelle:environment=web-live` },
        before: null,
        after: { conditions: [asks], actions: [to("http-green")], tags },
      },
      {
        resource: { kind: "preview-rule", id: `${https}:4 sarcelle:environment=web-live` },
        before: null,
        after: {
          conditions: [path("/shop/*"), asks],
          actions: [login, { ...to("https-green"), Order: 2 }],
          tags,
        },
      },
    ]);
  });

  it("make of a request what the production rule makes of it before it is sent on", () => {
    const transforms = [{ Type: "url-rewrite" }];
    const all = [{ listenerArn: https, rules: [{ ...production, transforms }] }];
    expect(planned(header, all)[1]?.after?.transforms).toEqual(transforms);
  });

  it.each<[string, readonly RuleView[], string]>([
    ["right before what they shadow", [], "443:4"],
    ["behind a rule that could have the same requests", [rule(3, [path("/shop/cart")])], "443:4"],
    ["before rules that never could", [rule(4, [path("/admin")]), rule(3, [path("/a"), host("b.example")])], "443:2"],
  ])("stand %s", (_, more, expected) => {
    expect(shown(header, rules(...more))[1]?.[0]).toBe(`${expected} sarcelle:environment=web-live`);
  });

  it("of several production rules stand in the order of those", () => {
    const [, second] = world().listeners as [ListenerView, ListenerView];
    const more: ListenerView = { ...second, arn: ruleArn("ours-too"), registered: { port: 443, priority: 6 } };
    const last: ListenerView = { ...second, kind: "listener", arn: https, registered: { port: 443 } };
    const all = rules(rule(6, [path("/shop/old")], "ours-too"));
    expect(shown(header, all, world(undefined, [more, last])).map(([id]) => String(id).split(" ")[0])).toEqual([
      "80:50000",
      "443:50000",
      "443:4",
      "443:3",
    ]);
  });

  it("by a host stand for hosts that the production rule serves by a wildcard", () => {
    const served = [
      { listenerArn: https, rules: [{ ...production, conditions: [host("*.Example.com"), path("/a")] }] },
    ];
    expect(shown({ host: "new.example.com" }, served)[1]?.[1]).toEqual([path("/a"), host("new.example.com")]);
  });

  const many = [path("/a", "/b", "/c"), host("a.example", "b.example")];
  const regular = { Field: "host-header", HostHeaderConfig: { RegexValues: ["^a"] } };
  const without = "Or take 'preview' out of the registration. No preview was opened.";

  it.each<[string, object, readonly RuleView[], string]>([
    [
      "a rule right before the production rule that could have the same",
      header,
      [production, rule(4, [path("/shop/cart")])],
      `There is no free priority between the rule of priority 5 on listener 443 and the rule of priority 4, whose requests a preview before it would take: ${ruleArn("r4")}. Make room between them (aws elbv2 set-rule-priorities --rule-priorities RuleArn=${ruleArn("r4")},Priority=…). ${without}`,
    ],
    [
      "no priority left",
      header,
      [production, ...[1, 2, 3, 4].map((priority) => rule(priority, [path(`/${priority}`)]))],
      `There is no free priority before the rule of priority 5 on listener 443: those from 1 on are taken. Make room (aws elbv2 set-rule-priorities). ${without}`,
    ],
    [
      "more values than a rule has",
      header,
      [{ ...production, conditions: many }],
      `With the preview's, the conditions of the rule of priority 5 on listener 443 would have 6 values, and a rule has 5 at most. Make two rules of it, and register both. ${without}`,
    ],
    [
      "the same header",
      header,
      [{ ...production, conditions: [{ ...asks, HttpHeaderConfig: { HttpHeaderName: "x-preview", Values: ["no"] } }] }],
      `The rule of priority 5 on listener 443 asks for the header X-Preview itself. Preview by another header. ${without}`,
    ],
    [
      "another host",
      { host: "new.example.com" },
      [{ ...production, conditions: [host("www.example.com")] }],
      `The preview's host new.example.com is none that the rule of priority 5 on listener 443 serves: www.example.com. Name one that it serves, as under a host with a wildcard, or preview by a header. ${without}`,
    ],
    [
      "hosts that are expressions",
      { host: "new.example.com" },
      [{ ...production, conditions: [regular] }],
      `The preview's host new.example.com is none that the rule of priority 5 on listener 443 serves, whose hosts are expressions. Name one that it serves, as under a host with a wildcard, or preview by a header. ${without}`,
    ],
  ])("are refused with what to do: %s", (_, preview, ofHttps, expected) => {
    expect(refused(preview, [{ listenerArn: https, rules: ofHttps }])).toBe(expected);
  });

  it("are refused where a login's secret cannot be said again, and behind a network load balancer", () => {
    expect(refused(header, rules(), world([{ Type: "authenticate-oidc" }, to("https-blue")]))).toMatch(
      /^The rule of priority 5 on listener 443 logs people in by OpenID Connect, .*Cognito/,
    );
    const network = {
      ...world(),
      loadBalancer: { arn: "arn:loadbalancer/net/web/1".replace("arn:", "arn:x:"), dnsName: "web" },
    };
    expect(refused(header, rules(), network)).toMatch(/^Load balancer 'web' is a network load balancer/);
  });

  it.each<[object, object, boolean]>([
    [{}, { action: "deploy" }, false],
    [{ preview: header }, { action: "deploy" }, true],
    [{ preview: header }, { action: "release" }, true],
    [{ preview: header }, { action: "scaledown" }, false],
    [{ preview: header }, { action: "switch" }, false],
    [{ preview: header, approval: { deadline: 60 } }, { action: "switch" }, true],
    [{ preview: header, approval: { deadline: 60 } }, { action: "switch", to: "blue" }, false],
    [{ preview: header, approval: { deadline: 60 } }, { action: "switch", to: "green" }, true],
  ])("are made where somebody looks: %j, %j: %s", (changes, deployment, expected) => {
    const previewing = { environment: registered(changes), view: world(), deployment };
    expect(opensPreview(previewing)).toBe(expected);
    expect(previewRules(previewing, rules()).length).toBe(expected ? 2 : 0);
  });
});

const entriesOf = (seen = world()): readonly Entry[] =>
  planned(header, rules(), seen).map((change, n) => ({ n, step: "OpenPreview", change, status: "applied", at: 1_000 }));

describe("an opened preview", () => {
  it("is what was made and is not being taken away", () => {
    const [first, second] = entriesOf() as [Entry, Entry];
    const closing: Entry = { ...first, n: 2, change: invert(first.change), status: "applying" };
    expect(openedIn([first, { ...second, status: "applying" }])).toEqual([first]);
    expect(openedIn([first, second, closing])).toEqual([second]);
    expect(openedIn([{ ...first, change: { ...first.change, resource: { kind: "listener-rule", id: "x" } } }])).toEqual(
      [],
    );
  });

  it("is taken to be everywhere ten seconds after its last rule", () => {
    const entries = entriesOf().map((entry) => ({ ...entry, at: 1_000 * (1 + entry.n) }));
    expect(spreading(entries, 9_500)).toMatchObject({ verdict: "not ready", lookAgainInSeconds: 3 });
    expect(spreading(entries, 12_000)).toBeUndefined();
    expect(spreading([], 0)).toBeUndefined();
  });
});

describe("the checks of a side that is previewed", () => {
  /** The rules as they are once the preview is open. */
  const open = (opened: readonly Entry[], ...more: readonly RuleView[]): readonly ListenerRules[] =>
    [http, https].map((listenerArn) => ({
      listenerArn,
      rules: [
        ...(listenerArn === https ? [production, ...more] : []),
        ...opened.flatMap(({ change: { resource, after } }): readonly RuleView[] => {
          const [arn = "", priority] = resource.id.split(" ")[0]?.split(/:(?=\d+$)/) ?? [];
          const conditions = (after?.conditions ?? []) as RuleView["conditions"];
          return arn === listenerArn ? [{ arn: `${arn}/p`, priority: Number(priority), conditions }] : [];
        }),
      ],
    }));

  const called = (check: object, seen = world(), ...more: readonly RuleView[]) => {
    const opened = entriesOf(seen);
    const { checks } = registered({ checks: [check] });
    return checksOf({ checks }, seen, "green", previewsOf(seen, open(opened, ...more), opened)).map(
      ({ url, headers, certified }) => [url, headers, certified].filter((each) => each !== undefined),
    );
  };

  it("ask at the production address with the header, as far as the production rule would have them", () => {
    expect(called({ path: "/shop/1", headers: { Accept: "*/*" } })).toEqual([
      ["http://web.example:80/shop/1", { "X-Preview": "yes", Accept: "*/*" }],
      ["https://web.example:443/shop/1", { "X-Preview": "yes", Accept: "*/*" }],
    ]);
    expect(called({ path: "/health", port: 443, host: "shop.example" })).toEqual([
      ["https://web.example:9543/health", { host: "shop.example" }, "shop.example"],
    ]);
    expect(called({ path: "/shop/1", port: 443, host: "shop.example" })).toEqual([
      ["https://web.example:443/shop/1", { "X-Preview": "yes", host: "shop.example" }, "shop.example"],
    ]);
  });

  it.each<[string, object, View, readonly RuleView[]]>([
    [
      "another rule may have it",
      {},
      world(),
      [rule(2, [{ Field: "source-ip", SourceIpConfig: { Values: ["::/0"] } }])],
    ],
    ["another rule has it", {}, world(), [rule(1, [path("/shop/1")])]],
    ["it says something else by the header", { headers: { "x-preview": "no" } }, world(), []],
    ["one has to log in there", {}, world([login, to("https-blue")]), []],
  ])("ask the placeholder listener where %s", (_, more, seen, others) => {
    expect(called({ path: "/shop/1", port: 443, ...more }, seen, ...others)).toMatchObject([
      ["https://web.example:9543/shop/1", {}],
    ]);
  });

  it("say a host as the preview's, unless they have one themselves", () => {
    const opened = previewRules(
      {
        environment: registered({ preview: { host: "new.example.com" } }),
        view: world(),
        deployment: { action: "deploy" },
      },
      rules(),
    ).map((change, n): Entry => ({ n, step: "OpenPreview", change, status: "applied", at: 0 }));
    const ask = (check: object) =>
      checksOf(
        { checks: registered({ checks: [{ path: "/", port: 80, ...check }] }).checks },
        world(),
        "green",
        previewsOf(world(), open(opened), opened),
      ).map(({ url, headers }) => [url, headers]);
    expect(ask({})).toEqual([["http://web.example:80/", { host: "new.example.com" }]]);
    expect(ask({ host: "shop.example" })).toEqual([["http://web.example:9180/", { host: "shop.example" }]]);
  });

  it("go by the placeholder listeners where no preview is open, and a hook is told of both ways", () => {
    const opened = entriesOf();
    const preview = (scheme: string) => ({ url: `${scheme}`, headers: { "X-Preview": "yes" } });
    expect(endpointsOf(world(), "green", previewsOf(world(), open(opened), opened))).toEqual([
      { port: 80, url: "http://web.example:9180", preview: preview("http://web.example:80") },
      { port: 443, url: "https://web.example:9543", preview: preview("https://web.example:443") },
    ]);
    expect(endpointsOf(world(), "green", previewsOf(world(), rules(), []))).toEqual([
      { port: 80, url: "http://web.example:9180" },
      { port: 443, url: "https://web.example:9543" },
    ]);
  });
});
