import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const certificate = (name: string) => `arn:aws:acm:eu-west-1:123456789012:certificate/${name}`;

const createStack = async () => {
  const world = createWorld();
  const loadBalancerArn = await world.loadBalancer();
  const blue = await world.targetGroup("blue");
  const secure = (Port: number) =>
    world.listener(loadBalancerArn, blue, {
      ...{ Port, Protocol: "HTTPS", Certificates: [{ CertificateArn: certificate("default") }] },
    });
  const ListenerArn = await secure(443);
  const asked =
    (operation: string) =>
    (name: string, more: object = {}) =>
      world.api(operation, { ListenerArn, Certificates: [{ CertificateArn: certificate(name) }], ...more });
  const listed = async () => {
    const all: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await world.api("DescribeListenerCertificates", {
        ...{ ListenerArn, ...(Marker === undefined ? {} : { Marker }) },
      });
      for (const { CertificateArn, IsDefault } of page.Certificates)
        all.push(`${CertificateArn.replace(/.*\//, "")}${IsDefault ? " (default)" : ""}`);
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    return all;
  };
  const [add, remove] = [asked("AddListenerCertificates"), asked("RemoveListenerCertificates")];
  return { ...world, loadBalancerArn, blue, secure, ListenerArn, add, remove, listed };
};

describe("the certificates of a listener", () => {
  it("are added one by one, once, beside the default one, and taken away", async () => {
    const { add, remove, listed } = await createStack();
    expect(await add("a")).toEqual({ Certificates: [{ CertificateArn: certificate("a"), IsDefault: false }] });
    await add("b");
    await add("a");
    await add("default");
    expect(await listed()).toEqual(["default (default)", "a", "b", "default"]);
    expect(await remove("a")).toEqual({});
    await remove("a");
    await remove("default");
    expect(await listed()).toEqual(["default (default)", "b"]);
    await expect(remove("default")).rejects.toMatchObject({ name: "OperationNotPermittedException" });
  });

  it("stay when the default one is replaced, and go with HTTPS", async () => {
    const { add, api, listed, ListenerArn, loadBalancerArn } = await createStack();
    await add("a");
    await api("ModifyListener", { ListenerArn, Certificates: [{ CertificateArn: certificate("new") }] });
    expect(await listed()).toEqual(["new (default)", "a"]);
    const { Listeners } = await api("DescribeListeners", { LoadBalancerArn: loadBalancerArn });
    expect(Listeners[0]).toMatchObject({ Certificates: [{ CertificateArn: certificate("new") }] });
    expect(Listeners[0]).not.toHaveProperty("certificates");
    await api("ModifyListener", { ListenerArn, Protocol: "HTTP" });
    await expect(listed()).rejects.toMatchObject({ message: "Certificates are supported only on HTTPS listeners" });
    await expect(add("b")).rejects.toMatchObject({ message: "Certificates are supported only on HTTPS listeners" });
    await api("ModifyListener", {
      ...{ ListenerArn, Protocol: "HTTPS", Certificates: [{ CertificateArn: certificate("new") }] },
    });
    expect(await listed()).toEqual(["new (default)"]);
  });

  it("are 25 of a load balancer, default ones not counted, until the quota is raised", async () => {
    const { add, secure, quotas } = await createStack();
    for (let index = 0; index < 24; index++) await add(`c${index}`);
    const other = { ListenerArn: await secure(8443) };
    await add("c0", other);
    await expect(add("one-more", other)).rejects.toMatchObject({
      name: "TooManyCertificatesException",
      message: "The maximum number of certificates is '25'",
    });
    quotas.set("elasticloadbalancing", "L-9365A611", 26);
    await add("one-more", other);
  });

  it("do not keep a listener from being created again as it is", async () => {
    const { add, secure, ListenerArn } = await createStack();
    await add("a");
    expect(await secure(443)).toBe(ListenerArn);
  });

  it.each([
    [[], "ValidationError", "You must specify exactly one certificate"],
    [
      [{ CertificateArn: certificate("a") }, { CertificateArn: certificate("b") }],
      "ValidationError",
      "You must specify exactly one certificate",
    ],
    [
      [{ CertificateArn: certificate("a"), IsDefault: true }],
      "ValidationError",
      "You cannot specify IsDefault for a certificate",
    ],
    [[{ CertificateArn: "none" }], "CertificateNotFoundException", "Certificate 'none' not found"],
  ])("%j are refused", async (Certificates, name, message) => {
    const { add, listed } = await createStack();
    await expect(add("", { Certificates })).rejects.toMatchObject({ name, message });
    expect(await listed()).toEqual(["default (default)"]);
  });
});

describe("security policies", () => {
  it("are told with protocols and ciphers in the order of preference", async () => {
    const { api } = createWorld();
    const names = ["ELBSecurityPolicy-TLS13-1-2-Res-2021-06", "ELBSecurityPolicy-TLS13-1-3-2021-06"];
    const { SslPolicies } = await api("DescribeSSLPolicies", { Names: names });
    const ciphers = (of: readonly string[]) => of.map((Name, index) => ({ Name, Priority: index + 1 }));
    const tls13 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];
    expect(SslPolicies).toEqual([
      {
        Name: names[0],
        SslProtocols: ["TLSv1.2", "TLSv1.3"],
        Ciphers: ciphers([
          ...tls13,
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384",
        ]),
        SupportedLoadBalancerTypes: ["application", "network"],
      },
      expect.objectContaining({ Name: names[1], SslProtocols: ["TLSv1.3"], Ciphers: ciphers(tls13) }),
    ]);
  });

  it.each([
    ["2016-08", 18],
    ["TLS13-1-2-2021-06", 11],
    ["TLS13-1-2-Ext1-2021-06", 15],
    ["TLS13-1-2-Ext2-2021-06", 21],
    ["TLS-1-2-2017-01", 12],
    ["FS-2018-06", 12],
    ["FS-1-2-Res-2019-08", 8],
    ["FS-1-2-Res-2020-10", 4],
  ])("%s has %i ciphers", async (name, count) => {
    const { api } = createWorld();
    const { SslPolicies } = await api("DescribeSSLPolicies", { Names: [`ELBSecurityPolicy-${name}`] });
    expect(SslPolicies[0].Ciphers).toHaveLength(count);
  });

  it("come page by page; one that there is not is refused, and one that is not known here by name", async () => {
    const { api } = createWorld({ pageSize: 2 });
    const first = await api("DescribeSSLPolicies");
    expect(first.SslPolicies).toHaveLength(2);
    expect((await api("DescribeSSLPolicies", { Marker: first.NextMarker })).SslPolicies).toHaveLength(2);
    await expect(api("DescribeSSLPolicies", { Names: ["none"] })).rejects.toMatchObject({
      name: "SSLPolicyNotFoundException",
      message: "SSL policy 'none' not found",
    });
    const unknown = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";
    await expect(api("DescribeSSLPolicies", { Names: [unknown] })).rejects.toThrow(
      `The playground does not emulate the protocols and ciphers of ${unknown}.`,
    );
  });
});
