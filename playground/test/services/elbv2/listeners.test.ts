import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/1";

const oidc = {
  Issuer: "https://idp.example",
  AuthorizationEndpoint: "https://idp.example/authorize",
  TokenEndpoint: "https://idp.example/token",
  UserInfoEndpoint: "https://idp.example/user",
  ClientId: "web",
};

const redirect = (more: object) => ({
  Type: "redirect",
  RedirectConfig: { StatusCode: "HTTP_301", Protocol: "HTTPS", ...more },
});

const createStack = async () => {
  const world = createWorld();
  const loadBalancer = await world.loadBalancer();
  return {
    ...world,
    loadBalancerArn: loadBalancer,
    blue: await world.targetGroup("blue"),
    green: await world.targetGroup("green"),
  };
};

describe("a listener", () => {
  it("answers the target group of a forward action in both ways", async () => {
    const { api, blue, listener, loadBalancerArn } = await createStack();
    const arn = await listener(loadBalancerArn, blue);
    expect(arn).toMatch(new RegExp(`^${loadBalancerArn.replace(":loadbalancer/", ":listener/")}/[0-9a-f]{16}$`));
    expect(await api("DescribeListeners", { ListenerArns: [arn] })).toEqual({
      Listeners: [
        {
          ListenerArn: arn,
          LoadBalancerArn: loadBalancerArn,
          Port: 80,
          Protocol: "HTTP",
          DefaultActions: [
            {
              Type: "forward",
              TargetGroupArn: blue,
              ForwardConfig: {
                TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }],
                TargetGroupStickinessConfig: { Enabled: false },
              },
            },
          ],
        },
      ],
      NextMarker: undefined,
    });
  });

  it("replaces its actions whole, keeps the rest, and routes at once", async () => {
    const { api, blue, green, listener, loadBalancerArn, serving } = await createStack();
    const arn = await listener(loadBalancerArn, blue);
    const action = {
      Type: "forward",
      Order: 1,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: blue, Weight: 0 },
          { TargetGroupArn: green, Weight: 10 },
        ],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    };
    const { Listeners } = await api("ModifyListener", { ListenerArn: arn, DefaultActions: [action] });
    expect(Listeners).toEqual([
      { ListenerArn: arn, LoadBalancerArn: loadBalancerArn, Port: 80, Protocol: "HTTP", DefaultActions: [action] },
    ]);
    expect(serving(arn)).toEqual([
      { group: blue, weight: 0, targets: [] },
      { group: green, weight: 10, targets: [] },
    ]);
  });

  it("is made once with the same settings, and refused on a taken port with others", async () => {
    const { blue, green, listener, loadBalancerArn } = await createStack();
    expect(await listener(loadBalancerArn, blue)).toBe(await listener(loadBalancerArn, blue));
    await expect(listener(loadBalancerArn, green)).rejects.toMatchObject({
      name: "DuplicateListenerException",
      message: `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
    });
  });

  it("meets the faults of its port", async () => {
    const { blue, listener, loadBalancerArn, open } = await createStack();
    const [fine, broken] = [
      await listener(loadBalancerArn, blue, { Port: 6665 }),
      await listener(loadBalancerArn, blue, { Port: 6666 }),
    ];
    expect([fine, broken].map((arn) => open.get(arn)?.fault?.("request"))).toEqual([undefined, { kind: "reset" }]);
  });

  it("leaves nothing behind when its port cannot be opened", async () => {
    const { api, blue, listener, loadBalancerArn, refused, service } = await createStack();
    const before = service.state();
    refused.add(80);
    await expect(listener(loadBalancerArn, blue)).rejects.toThrow("cannot listen on 127.0.0.1:80");
    expect(service.state()).toEqual(before);
    expect(await api("DescribeListeners", { LoadBalancerArn: loadBalancerArn })).toEqual({ Listeners: [] });
  });

  it("keeps its old port when the new one cannot be opened", async () => {
    const { api, blue, listener, loadBalancerArn, open, refused } = await createStack();
    const arn = await listener(loadBalancerArn, blue);
    refused.add(81);
    await expect(api("ModifyListener", { ListenerArn: arn, Port: 81 })).rejects.toThrow("cannot listen");
    expect([...open.values()].map(({ port }) => port)).toEqual([80]);
    await api("ModifyListener", { ListenerArn: arn, Port: 82 });
    expect([...open.values()].map(({ port }) => port)).toEqual([82]);
  });

  it("speaks HTTP or HTTPS", async () => {
    const { blue, listener, loadBalancerArn } = await createStack();
    await expect(listener(loadBalancerArn, blue, { Protocol: "TCP" })).rejects.toMatchObject({
      name: "ValidationError",
      message: "Listener protocol 'TCP' must be one of 'HTTPS, HTTP'",
    });
  });

  it("of HTTPS needs a certificate and gets the default policy", async () => {
    const { api, blue, listener, loadBalancerArn } = await createStack();
    const https = { Protocol: "HTTPS", Port: 443 };
    await expect(listener(loadBalancerArn, blue, https)).rejects.toMatchObject({
      name: "ValidationError",
      message: "A certificate must be specified for HTTPS listeners",
    });
    await expect(
      listener(loadBalancerArn, blue, { ...https, Certificates: [{ CertificateArn: "arn:aws:s3:::x" }] }),
    ).rejects.toMatchObject({ name: "CertificateNotFoundException" });
    await expect(
      listener(loadBalancerArn, blue, { ...https, Certificates: [{ CertificateArn: certificate }], SslPolicy: "x" }),
    ).rejects.toMatchObject({ name: "SSLPolicyNotFoundException", message: "SSL policy 'x' not found" });
    const arn = await listener(loadBalancerArn, blue, { ...https, Certificates: [{ CertificateArn: certificate }] });
    const { Listeners } = await api("DescribeListeners", { ListenerArns: [arn] });
    expect(Listeners[0]).toMatchObject({
      SslPolicy: "ELBSecurityPolicy-2016-08",
      Certificates: [{ CertificateArn: certificate }],
    });
    expect(await api("DescribeListenerCertificates", { ListenerArn: arn })).toEqual({
      Certificates: [{ CertificateArn: certificate, IsDefault: true }],
    });
  });

  it("never answers an OIDC secret, and wants it again or the existing one kept", async () => {
    const { api, blue, green, listener, loadBalancerArn, service } = await createStack();
    const actions = (group: string, more: object) => [
      { Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig: { ...oidc, ...more } },
      { Type: "forward", Order: 2, TargetGroupArn: group },
    ];
    const arn = await listener(loadBalancerArn, blue, {
      Protocol: "HTTPS",
      Port: 443,
      Certificates: [{ CertificateArn: certificate }],
      DefaultActions: actions(blue, { ClientSecret: "hush" }),
    });
    const shown = {
      Type: "authenticate-oidc",
      Order: 1,
      AuthenticateOidcConfig: {
        ...oidc,
        SessionCookieName: "AWSELBAuthSessionCookie",
        Scope: "openid",
        SessionTimeout: 604_800,
        OnUnauthenticatedRequest: "authenticate",
      },
    };
    const before = await api("DescribeListeners", { ListenerArns: [arn] });
    expect(before.Listeners[0].DefaultActions[0]).toEqual(shown);
    await expect(api("ModifyListener", { ListenerArn: arn, DefaultActions: actions(green, {}) })).rejects.toMatchObject(
      {
        name: "InvalidLoadBalancerActionException",
      },
    );
    await expect(
      api("ModifyListener", {
        ListenerArn: arn,
        DefaultActions: actions(green, { ClientSecret: "hush", UseExistingClientSecret: true }),
      }),
    ).rejects.toMatchObject({
      message: "You cannot both specify a client secret and set UseExistingClientSecret to true",
    });
    const secret = () => {
      const state = service.state().listeners?.[arn] as {
        DefaultActions: { AuthenticateOidcConfig?: { ClientSecret?: string } }[];
      };
      return state.DefaultActions[0]?.AuthenticateOidcConfig?.ClientSecret;
    };
    const kept = secret();
    const { Listeners } = await api("ModifyListener", {
      ListenerArn: arn,
      DefaultActions: actions(green, { UseExistingClientSecret: true }),
    });
    expect(Listeners[0].DefaultActions[0]).toEqual(shown);
    expect(secret()).toBe(kept);
    expect(JSON.stringify(service.state())).not.toContain("hush");
    await api("ModifyListener", { ListenerArn: arn, DefaultActions: actions(green, { ClientSecret: "other" }) });
    expect(secret()).not.toBe(kept);
  });

  it.each([
    [[], "ValidationError"],
    [[{ Type: "forward", TargetGroupArn: "arn:none" }], "TargetGroupNotFoundException"],
    [[{ Type: "forward" }], "ValidationError"],
    [[{ Type: "teleport" }], "ValidationError"],
    [[{ Type: "redirect", RedirectConfig: { StatusCode: "HTTP_301" } }], "InvalidLoadBalancerActionException"],
    [[{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "302" } }], "ValidationError"],
    [[{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "200", ContentType: "Fake" } }], "ValidationError"],
    [[redirect({ Port: "99999" })], "ValidationError"],
    [[redirect({ Path: "noslash" })], "ValidationError"],
    [[redirect({ Host: "two\nlines" })], "ValidationError"],
    [[redirect({ Query: "q=naïve" })], "ValidationError"],
    [
      [
        { Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig: { ...oidc, ClientSecret: "s" } },
        { Type: "fixed-response", Order: 2, FixedResponseConfig: { StatusCode: "200" } },
      ],
      "InvalidLoadBalancerActionException",
    ],
    [[{ Type: "jwt-validation", Order: 1 }], "PlaygroundNotEmulated"],
  ])("refuses the actions %j", async (DefaultActions, name) => {
    const { blue, listener, loadBalancerArn, service } = await createStack();
    const before = service.state();
    await expect(listener(loadBalancerArn, blue, { DefaultActions })).rejects.toMatchObject({ name });
    expect(service.state()).toEqual(before);
  });

  it("sends nobody to log in where no browser can go", async () => {
    const { blue, listener, loadBalancerArn } = await createStack();
    const AuthenticateOidcConfig = { ...oidc, ClientSecret: "s", AuthorizationEndpoint: "https://two\nlines" };
    const DefaultActions = [
      { Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig },
      { Type: "forward", Order: 2, TargetGroupArn: blue },
    ];
    const secure = { Protocol: "HTTPS", Certificates: [{ CertificateArn: certificate }] };
    await expect(listener(loadBalancerArn, blue, { ...secure, DefaultActions })).rejects.toMatchObject({
      name: "InvalidLoadBalancerActionException",
      message: "The endpoint 'https://two\nlines' is not valid",
    });
  });

  it("takes a weight from 0 to 999 and at most 5 target groups", async () => {
    const { blue, listener, loadBalancerArn, targetGroup } = await createStack();
    const forward = (TargetGroups: object[]) => ({
      DefaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
    });
    await expect(
      listener(loadBalancerArn, blue, forward([{ TargetGroupArn: blue, Weight: 1000 }])),
    ).rejects.toMatchObject({ name: "ValidationError" });
    const groups = await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => targetGroup(name)));
    await expect(
      listener(loadBalancerArn, blue, forward(groups.map((TargetGroupArn) => ({ TargetGroupArn })))),
    ).rejects.toMatchObject({ name: "TooManyTargetGroupsException" });
  });

  it("names the permissions of its operations by what they act on", async () => {
    const { blue, listener, loadBalancerArn, needs } = await createStack();
    const arn = await listener(loadBalancerArn, blue, { Tags: [{ Key: "owner", Value: "web" }] });
    expect(needs("CreateListener", { LoadBalancerArn: loadBalancerArn })).toEqual([
      { action: "elasticloadbalancing:CreateListener", resource: loadBalancerArn, tags: {} },
    ]);
    expect(needs("ModifyListener", { ListenerArn: arn })).toEqual([
      { action: "elasticloadbalancing:ModifyListener", resource: arn, tags: { owner: "web" } },
    ]);
    expect(needs("DescribeListeners", {})).toBeUndefined();
  });
});

describe("a load balancer", () => {
  it("is made in two zones, at an address of its own, and is active after two minutes", async () => {
    const { api, clock, loadBalancer } = createWorld();
    const arn = await loadBalancer("web", { SecurityGroups: ["sg-1"] });
    const described = async () => (await api("DescribeLoadBalancers", { Names: ["web"] })).LoadBalancers[0];
    expect(await described()).toEqual({
      LoadBalancerArn: arn,
      LoadBalancerName: "web",
      DNSName: "127.0.0.1",
      CanonicalHostedZoneId: "Z35SXDOTRQ7X7K",
      CreatedTime: new Date(clock.now()),
      Type: "application",
      Scheme: "internet-facing",
      IpAddressType: "ipv4",
      VpcId: "vpc-1",
      AvailabilityZones: [
        { ZoneName: "eu-west-1a", SubnetId: "subnet-a", LoadBalancerAddresses: [] },
        { ZoneName: "eu-west-1b", SubnetId: "subnet-b", LoadBalancerAddresses: [] },
      ],
      SecurityGroups: ["sg-1"],
      State: { Code: "provisioning" },
    });
    await clock.advance(119_999);
    expect((await described()).State).toEqual({ Code: "provisioning" });
    await clock.advance(1);
    expect((await described()).State).toEqual({ Code: "active" });
  });

  it.each([
    [{ Subnets: ["subnet-a"] }, "ValidationError"],
    [{ Subnets: ["subnet-a", "subnet-a"] }, "InvalidConfigurationRequestException"],
    [{ Subnets: ["subnet-a", "subnet-x"] }, "SubnetNotFoundException"],
    [{ Name: "internal-web" }, "ValidationError"],
    [{ Type: "gateway" }, "PlaygroundNotEmulated"],
    [{ SecurityGroups: ["sg-unknown"] }, "InvalidSecurityGroupException"],
  ])("is refused with %j", async (wrong, name) => {
    const { loadBalancer } = createWorld();
    await expect(loadBalancer("web", wrong)).rejects.toMatchObject({ name });
  });

  it("is made once under its name", async () => {
    const { loadBalancer } = createWorld();
    expect(await loadBalancer("web")).toBe(await loadBalancer("web"));
    await expect(loadBalancer("web", { Scheme: "internal" })).rejects.toMatchObject({
      name: "DuplicateLoadBalancerNameException",
    });
  });

  it("takes its listeners and rules with it when deleted, unless protected", async () => {
    const { api, blue, listener, loadBalancerArn, open, service } = await createStack();
    await listener(loadBalancerArn, blue);
    const protect = (Value: string) =>
      api("ModifyLoadBalancerAttributes", {
        LoadBalancerArn: loadBalancerArn,
        Attributes: [{ Key: "deletion_protection.enabled", Value }],
      });
    await protect("true");
    await expect(api("DeleteLoadBalancer", { LoadBalancerArn: loadBalancerArn })).rejects.toMatchObject({
      name: "OperationNotPermittedException",
      message: `Load balancer '${loadBalancerArn}' cannot be deleted because deletion protection is enabled`,
    });
    await protect("false");
    await api("DeleteLoadBalancer", { LoadBalancerArn: loadBalancerArn });
    await api("DeleteLoadBalancer", { LoadBalancerArn: loadBalancerArn });
    expect(open.size).toBe(0);
    const { loadBalancers, listeners, rules } = service.state();
    expect({ loadBalancers, listeners, rules }).toEqual({ loadBalancers: {}, listeners: {}, rules: {} });
  });

  it("keeps its attributes, tells the data plane how headers go, and logs to a bucket only", async () => {
    const { api, blue, listener, loadBalancerArn, routes } = await createStack();
    const arn = await listener(loadBalancerArn, blue);
    const set = (...Attributes: object[]) =>
      api("ModifyLoadBalancerAttributes", { LoadBalancerArn: loadBalancerArn, Attributes });
    await set(
      { Key: "routing.http.drop_invalid_header_fields.enabled", Value: "true" },
      { Key: "routing.http.xff_header_processing.mode", Value: "preserve" },
      { Key: "routing.http.xff_client_port.enabled", Value: "true" },
      { Key: "routing.http.x_amzn_tls_version_and_cipher_suite.enabled", Value: "true" },
      { Key: "routing.http.desync_mitigation_mode", Value: "strictest" },
      { Key: "zonal_shift.config.enabled", Value: "true" },
    );
    expect(routes.get(arn)?.at(-1)?.action).toMatchObject({
      headers: { dropInvalid: true, forwardedFor: "preserve", clientPort: true, tellTls: true },
    });
    await expect(set({ Key: "access_logs.s3.enabled", Value: "true" })).rejects.toMatchObject({
      name: "InvalidConfigurationRequestException",
    });
    await set({ Key: "access_logs.s3.enabled", Value: "true" }, { Key: "access_logs.s3.bucket", Value: "logs" });
  });

  it("has the quotas by which calls are refused", async () => {
    const { Limits } = await createWorld().api("DescribeAccountLimits");
    expect(Limits).toContainEqual({ Name: "listeners-per-application-load-balancer", Max: "50" });
  });

  it("lists the addresses of its listeners", async () => {
    const { blue, listener, loadBalancerArn, service } = await createStack();
    const listenerArn = await listener(loadBalancerArn, blue, { Port: 8000 });
    expect(service.listeners()).toEqual([
      { loadBalancer: "web", listenerArn, protocol: "HTTP", port: 8000, url: "http://127.0.0.1:8000" },
    ]);
  });
});
