import { generate } from "selfsigned";
import { expect, it } from "vitest";
import { operate } from "../../../gateway/operate.ts";
import { createAcm } from "../../../services/acm/acm.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";

const arnOf = (id: string) => `arn:aws:acm:eu-west-1:123456789012:certificate/${id}`;
const day = 86_400_000;

const createWorld = (users: readonly string[] = []) => {
  const clock = virtualClock();
  const surroundings = { random: seeded(1), account: "123456789012", region: "eu-west-1", pageSize: 2, lag: () => 0 };
  const acm = createAcm({ clock, ...surroundings, emit: () => {} }, { usingCertificate: () => users });
  const call = async (operation: string, input: object) =>
    (await operate(acm, operation, { ...input }).run({ principal: { arn: "someone" }, requestId: "1" })) as Record<
      string,
      unknown
    >;
  const register = (id: string, days: number) =>
    acm.registerCertificate({
      arn: arnOf(id),
      domainName: `${id}.example`,
      notBefore: clock.now(),
      notAfter: clock.now() + days * day,
    });
  return { clock, call, register };
};

it("a certificate says when it ends, and that it has ended", async () => {
  const { clock, call, register } = createWorld();
  const notAfter = new Date(clock.now() + 30 * day);
  register("web", 30);
  const described = await call("DescribeCertificate", { CertificateArn: arnOf("web") });
  expect(described.Certificate).toMatchObject({ DomainName: "web.example", Status: "ISSUED", NotAfter: notAfter });
  await clock.advance(31 * day);
  const ended = await call("DescribeCertificate", { CertificateArn: arnOf("web") });
  expect(ended.Certificate).toMatchObject({ Status: "EXPIRED" });
});

it("certificates are listed page by page", async () => {
  const { call, register } = createWorld();
  for (const id of ["a", "b", "c"]) register(id, 1);
  const first = await call("ListCertificates", {});
  const second = await call("ListCertificates", { NextToken: first.NextToken });
  const summary = (id: string) => ({
    CertificateArn: arnOf(id),
    DomainName: `${id}.example`,
    SubjectAlternativeNameSummaries: [`${id}.example`],
    Status: "ISSUED",
  });
  expect([first.CertificateSummaryList, second.CertificateSummaryList]).toMatchObject([
    [summary("a"), summary("b")],
    [summary("c")],
  ]);
});

it.each([
  [arnOf("gone"), "ResourceNotFoundException", `Could not find certificate ${arnOf("gone")} in account 123456789012.`],
  [
    "arn:aws:iam::123456789012:server-certificate/web",
    "ValidationException",
    expect.stringContaining("at 'certificateArn' failed to satisfy constraint: Member must satisfy regular expression"),
  ],
])("%s is refused with %s", async (CertificateArn, name, message) => {
  await expect(createWorld().call("DescribeCertificate", { CertificateArn })).rejects.toMatchObject({ name, message });
});

const selfSigned = () => generate([{ name: "commonName", value: "web.example.com" }], { keySize: 2048 });

it("a self-signed certificate is imported with what it says of itself, and deleted once no load balancer uses it", async () => {
  const { private: key, cert } = await selfSigned();
  const [Certificate, PrivateKey] = [Buffer.from(cert), Buffer.from(key)];
  const used = ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/0123456789abcdef"];
  for (const users of [used, []]) {
    const { call } = createWorld(users);
    const { CertificateArn } = await call("ImportCertificate", { Certificate, PrivateKey });
    expect(await call("DescribeCertificate", { CertificateArn })).toMatchObject({
      Certificate: { DomainName: "web.example.com", Type: "IMPORTED", Status: "ISSUED", InUseBy: users },
    });
    const deleted = call("DeleteCertificate", { CertificateArn });
    if (users.length === 0) expect(await deleted).toEqual({});
    else await expect(deleted).rejects.toMatchObject({ name: "ResourceInUseException" });
  }
});

it("a certificate with another's key is not imported", async () => {
  const [{ cert }, { private: other }] = [await selfSigned(), await selfSigned()];
  const input = { Certificate: Buffer.from(cert), PrivateKey: Buffer.from(other) };
  await expect(createWorld().call("ImportCertificate", input)).rejects.toMatchObject({ name: "ValidationException" });
});
