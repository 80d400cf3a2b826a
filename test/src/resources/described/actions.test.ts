import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { comparableActions, normaliseActions, sendableActions } from "../../../../src/resources/described/actions.ts";

const [blue, green] = ["arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1", "arn:…:targetgroup/web-green/2"];
const forward = { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }] } };

describe("normaliseActions", () => {
  it.each<[string, Action]>([
    ["one target group, as a caller may send it", { Type: "forward", TargetGroupArn: blue }],
    [
      "the general form without a weight",
      { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: blue }] } },
    ],
    [
      "both forms at once, as AWS describes it",
      {
        Type: "forward",
        TargetGroupArn: blue,
        Order: 1,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }],
          TargetGroupStickinessConfig: { Enabled: false, DurationSeconds: 3600 },
        },
      },
    ],
  ])("gives a forward its general form: %s", (_name, action) => {
    expect(normaliseActions([action])).toEqual([forward]);
  });

  it("keeps weights and stickiness that is on", () => {
    const action: Action = {
      Type: "forward",
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: green, Weight: 0 },
          { TargetGroupArn: blue, Weight: 100 },
        ],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
      },
    };
    expect(normaliseActions([action])).toEqual([action]);
  });

  it("puts actions in the order in which they run and keeps authentication whole, without a secret", () => {
    const oidc = {
      Issuer: "https://login.example.com",
      AuthorizationEndpoint: "https://login.example.com/authorize",
      TokenEndpoint: "https://login.example.com/token",
      UserInfoEndpoint: "https://login.example.com/me",
      ClientId: "web",
      Scope: "openid",
    };
    const actions: Action[] = [
      { Type: "forward", TargetGroupArn: blue, Order: 2 },
      { Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig: { ...oidc, ClientSecret: "hidden" } },
    ];
    expect(normaliseActions(actions)).toEqual([
      { Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig: oidc },
      { ...forward, Order: 2 },
    ]);
  });
});

describe("sendableActions", () => {
  it("asks AWS to keep the secret that it does not show", () => {
    const action = { Type: "authenticate-oidc", AuthenticateOidcConfig: { ClientId: "web" } };
    expect(sendableActions([action, forward])).toEqual([
      { ...action, AuthenticateOidcConfig: { ClientId: "web", UseExistingClientSecret: true } },
      forward,
    ]);
  });
});

describe("comparableActions", () => {
  it("makes nothing of the order in which a forward names its target groups", () => {
    const groups = [
      { TargetGroupArn: blue, Weight: 1 },
      { TargetGroupArn: green, Weight: 2 },
    ];
    const action = (TargetGroups: typeof groups) => ({ Type: "forward", ForwardConfig: { TargetGroups } });
    expect(comparableActions([action(groups)])).toEqual(comparableActions([action(groups.toReversed())]));
  });
});
