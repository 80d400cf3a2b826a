import { describe, expect, it } from "vitest";
import { ansibleFormat } from "../../../command/formats/ansible.ts";
import { csvFormat } from "../../../command/formats/csv.ts";
import { prometheusFormat } from "../../../command/formats/prometheus-sd.ts";
import { tableFormat } from "../../../command/formats/table.ts";
import type { Existing } from "../../../src/inventory/attributes.ts";
import { group, instance, release } from "../../src/inventory/estate.ts";

const green = { environment: "web-live", side: "green", ...release(2) } as const;
const ipv6 = instance("i-0b", {}, { privateIp: "", ipv6: "2001:db8::b" });
const resources: readonly Existing[] = [
  group("web-green", { environment: "web-live", side: "green" }),
  instance("i-0b", { ...green, tags: { team: "web" } }, { group: "web-green", publicIp: "203.0.113.7" }),
  instance("i-0c", { ...green, version: "2.1-rc" }, { state: "stopped" }),
  instance("i-0d", { ...green }, { state: "shutting-down" }),
  instance("i-0e"),
];

describe("the table", () => {
  it("has aligned columns, without those in which nothing stands", () => {
    expect(tableFormat(resources.slice(0, 2))).toBe(
      [
        "environment  side   type                id         version  commit   state    zone        address    image  since",
        "───────────  ─────  ──────────────────  ─────────  ───────  ───────  ───────  ──────────  ─────────  ─────  ────────────────────",
        "web-live     green  auto-scaling-group  web-green                                                           2026-01-01T12:00:00Z",
        "web-live     green  instance            i-0b       2        2222222  running  eu-west-1a  10.0.0.11  ami-2  2026-01-01T12:00:00Z",
      ].join("\n"),
    );
    expect(tableFormat(resources.slice(0, 1)).split("\n")[0]).toBe(
      "environment  side   type                id         since",
    );
  });

  it("says when there is nothing", () => {
    expect(tableFormat([])).toBe("Nothing matches.");
  });

  it("shows what a terminal would act on, so that no value makes a row, a colour or another order of its own", () => {
    const name = "a\x1b[31mred\x1b[0m\nweb-live  blue\u202e\u009b1m\u{e0001}";
    const [, , row, ...others] = tableFormat([instance("i-0b", { name })]).split("\n");
    expect(others).toEqual([]);
    expect(row).toContain(" a\\x1b[31mred\\x1b[0m\\nweb-live  blue\\u{202e}\\x9b1m\\u{e0001} ");
  });

  it("shows an IPv6 address where there is no other", () => {
    expect(tableFormat([ipv6])).toContain("  2001:db8::b  ");
  });

  it("takes 100,000 rows", () => {
    const many = Array.from({ length: 100_000 }, () => resources[1]).filter((each) => each !== undefined);
    expect(tableFormat(many).split("\n").length).toBe(100_002);
  });
});

describe("CSV", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@sum", "'@sum"],
    ["\t=1", "'\\t=1"],
    [" =1", "' =1"],
    ["＝1", "'＝1"],
    ["=1,2", '"\'=1,2"'],
    ["2-1", "2-1"],
  ])("makes text of %j, which a spreadsheet would take for a formula", (name, field) => {
    expect(csvFormat([instance("i-0b", { name })])).toContain(`,i-0b,${field},`);
  });

  it("has an IPv6 address where there is no other", () => {
    expect(csvFormat([ipv6])).toContain(",2001:db8::b,");
  });

  it("follows RFC 4180: CRLF, and quotes around what needs them, doubled inside; line ends in a value are spelt out", () => {
    const odd = instance("i-0b", { ...green, name: 'a "b", c\nd' });
    expect(csvFormat([odd])).toBe(
      [
        "environment,side,type,id,name,version,commit,state,zone,address,image,since,observed,arn\r\n",
        'web-live,green,instance,i-0b,"a ""b"", c\\nd",2,2222222,running,eu-west-1a,10.0.0.11,ami-2,',
        "2026-01-01T12:00:00.000Z,2026-01-01T12:00:00.400Z,arn:aws:ec2:eu-west-1:123456789012:instance/i-0b\r\n",
      ].join(""),
    );
  });

  it("is a header alone when there is nothing", () => {
    expect(csvFormat([]).split("\r\n").length).toBe(2);
  });
});

/** Every text of AWS's as Ansible is to take it. */
const unsafe = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, __ansible_unsafe]) => [name, { __ansible_unsafe }]));

describe("Ansible's inventory", () => {
  it("marks each value as text, so that Ansible evaluates none", () => {
    const tags = { Name: "{{ 6 * 7 }}" };
    const { hostvars } = ansibleFormat([instance("i-0b", { ...green, version: "{{ 6 * 7 }}", tags })])._meta;
    expect(hostvars["i-0b"]).toMatchObject({
      sarcelle_version: { __ansible_unsafe: "{{ 6 * 7 }}" },
      sarcelle_tags: { Name: { __ansible_unsafe: "{{ 6 * 7 }}" } },
    });
    const bare = Object.values(hostvars["i-0b"] ?? {}).filter((value) => typeof value !== "object");
    expect(bare).toEqual([]);
  });

  it("leaves out tags whose keys are words of Ansible's own format", () => {
    const tags = { __ansible_vault: "x", __ansible_unsafe: "x", __ansible_type: "x", Name: "web" };
    expect(ansibleFormat([instance("i-0b", { tags })])._meta.hostvars["i-0b"]?.sarcelle_tags).toEqual({
      Name: { __ansible_unsafe: "web" },
    });
  });

  it("never puts two versions into one group, and names the usual ones as they are read", () => {
    const versions = ["1.0", "1-0", "1_0", "1__0", "1..0", "1.0.", "1__2d__0", "1.2d.0", "10", "1 0", "1é0", "1.-0"];
    const groups = versions.map((version) => {
      const { children = [] } = ansibleFormat([instance("i-0b", { version })]).all ?? {};
      return children[1];
    });
    expect(new Set(groups).size).toBe(versions.length);
    expect(groups.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name ?? ""))).toBe(true);
    expect(groups.slice(0, 2)).toEqual(["release_1_0", "release_1__2d__0"]);
  });

  it("reaches an instance without an IPv4 address by its IPv6 address", () => {
    expect(ansibleFormat([ipv6])._meta.hostvars["i-0b"]?.ansible_host).toEqual({ __ansible_unsafe: "2001:db8::b" });
  });

  it("has groups by environment, side and release with valid names, and all variables in _meta", () => {
    const variables = {
      sarcelle_environment: "web-live",
      sarcelle_side: "green",
      sarcelle_commit: "2".repeat(40),
      sarcelle_instance_type: "t4g.small",
      sarcelle_zone: "eu-west-1a",
      sarcelle_image_id: "ami-2",
    };
    expect(ansibleFormat(resources)).toEqual({
      _meta: {
        hostvars: {
          "i-0b": {
            ...unsafe({
              ...variables,
              ansible_host: "10.0.0.11",
              sarcelle_version: "2",
              sarcelle_group: "web-green",
              sarcelle_instance_id: "i-0b",
              sarcelle_state: "running",
            }),
            sarcelle_tags: unsafe({ team: "web" }),
          },
          "i-0c": {
            ...unsafe({
              ...variables,
              ansible_host: "10.0.0.12",
              sarcelle_version: "2.1-rc",
              sarcelle_instance_id: "i-0c",
              sarcelle_state: "stopped",
            }),
            sarcelle_tags: {},
          },
          "i-0e": {
            ...unsafe({
              ansible_host: "10.0.0.14",
              sarcelle_instance_id: "i-0e",
              sarcelle_instance_type: "t4g.small",
              sarcelle_zone: "eu-west-1a",
              sarcelle_image_id: "ami-2",
              sarcelle_state: "running",
            }),
            sarcelle_tags: {},
          },
        },
      },
      all: {
        children: [
          "ungrouped",
          "environment_web_live",
          "green_web_live",
          "release_2",
          "release_2_1__2d__rc",
          "side_green",
        ],
      },
      ungrouped: { hosts: ["i-0e"] },
      environment_web_live: { hosts: ["i-0b", "i-0c"] },
      green_web_live: { hosts: ["i-0b", "i-0c"] },
      release_2: { hosts: ["i-0b"] },
      release_2_1__2d__rc: { hosts: ["i-0c"] },
      side_green: { hosts: ["i-0b", "i-0c"] },
    });
  });

  it("keeps an environment apart from the side of another", () => {
    const twins = [instance("i-0b", { environment: "a-blue" }), instance("i-0c", { environment: "a", side: "blue" })];
    expect(ansibleFormat(twins).all).toEqual({
      children: ["ungrouped", "blue_a", "environment_a", "environment_a_blue", "side_blue"],
    });
  });

  it("is valid with no host", () => {
    expect(ansibleFormat([])).toEqual({
      _meta: { hostvars: {} },
      all: { children: ["ungrouped"] },
      ungrouped: { hosts: [] },
    });
  });
});

describe("Prometheus's targets", () => {
  it("are the running instances by private address, with labels that are strings", () => {
    expect(prometheusFormat(resources)).toEqual([
      {
        targets: ["10.0.0.11"],
        labels: {
          environment: "web-live",
          side: "green",
          version: "2",
          __meta_sarcelle_commit: "2".repeat(40),
          __meta_sarcelle_instance_id: "i-0b",
          __meta_sarcelle_instance_type: "t4g.small",
          __meta_sarcelle_zone: "eu-west-1a",
          __meta_sarcelle_image_id: "ami-2",
          __meta_sarcelle_group: "web-green",
          __meta_sarcelle_public_ip: "203.0.113.7",
        },
      },
      {
        targets: ["10.0.0.14"],
        labels: {
          __meta_sarcelle_instance_id: "i-0e",
          __meta_sarcelle_instance_type: "t4g.small",
          __meta_sarcelle_zone: "eu-west-1a",
          __meta_sarcelle_image_id: "ami-2",
        },
      },
    ]);
  });

  it("have IPv6 addresses in brackets, so that a port can follow", () => {
    expect(prometheusFormat([ipv6])[0]?.targets).toEqual(["[2001:db8::b]"]);
  });

  it("are an empty list when there are none", () => {
    expect(prometheusFormat([])).toEqual([]);
  });
});
