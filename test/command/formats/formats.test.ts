import { describe, expect, it } from "vitest";
import { ansibleFormat } from "../../../command/formats/ansible.ts";
import { csvFormat } from "../../../command/formats/csv.ts";
import { prometheusFormat } from "../../../command/formats/prometheus-sd.ts";
import { tableFormat } from "../../../command/formats/table.ts";
import type { Existing } from "../../../src/inventory/attributes.ts";
import { group, instance, release } from "../../src/inventory/estate.ts";

const green = { environment: "web-live", side: "green", ...release(2) } as const;
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
        "environment  side   type                id         name       version  commit   state    zone        address    image  since",
        "───────────  ─────  ──────────────────  ─────────  ─────────  ───────  ───────  ───────  ──────────  ─────────  ─────  ────────────────────────",
        "web-live     green  auto-scaling-group  web-green  web-green                                                           2026-01-01T12:00:00.000Z",
        "web-live     green  instance            i-0b       i-0b       2        2222222  running  eu-west-1a  10.0.0.11  ami-2  2026-01-01T12:00:00.000Z",
      ].join("\n"),
    );
    expect(tableFormat(resources.slice(0, 1)).split("\n")[0]).toBe(
      "environment  side   type                id         name       since",
    );
  });

  it("says when there is nothing", () => {
    expect(tableFormat([])).toBe("Nothing matches.");
  });

  it("takes 100,000 rows", () => {
    const many = Array.from({ length: 100_000 }, () => resources[1]).filter((each) => each !== undefined);
    expect(tableFormat(many).split("\n").length).toBe(100_002);
  });
});

describe("CSV", () => {
  it("follows RFC 4180: CRLF, and quotes around what needs them, doubled inside", () => {
    const odd = instance("i-0b", { ...green, name: 'a "b", c\nd' });
    expect(csvFormat([odd])).toBe(
      [
        "environment,side,type,id,name,version,commit,state,zone,address,image,since,observed,arn\r\n",
        'web-live,green,instance,i-0b,"a ""b"", c\nd",2,2222222,running,eu-west-1a,10.0.0.11,ami-2,',
        "2026-01-01T12:00:00.000Z,2026-01-01T12:00:00.400Z,arn:aws:ec2:eu-west-1:123456789012:instance/i-0b\r\n",
      ].join(""),
    );
  });

  it("is a header alone when there is nothing", () => {
    expect(csvFormat([]).split("\r\n").length).toBe(2);
  });
});

describe("Ansible's inventory", () => {
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
            ...variables,
            ansible_host: "10.0.0.11",
            sarcelle_version: "2",
            sarcelle_group: "web-green",
            sarcelle_instance_id: "i-0b",
            sarcelle_state: "running",
            sarcelle_tags: { team: "web" },
          },
          "i-0c": {
            ...variables,
            ansible_host: "10.0.0.12",
            sarcelle_version: "2.1-rc",
            sarcelle_instance_id: "i-0c",
            sarcelle_state: "stopped",
            sarcelle_tags: {},
          },
          "i-0e": {
            ansible_host: "10.0.0.14",
            sarcelle_instance_id: "i-0e",
            sarcelle_instance_type: "t4g.small",
            sarcelle_zone: "eu-west-1a",
            sarcelle_image_id: "ami-2",
            sarcelle_state: "running",
            sarcelle_tags: {},
          },
        },
      },
      all: {
        children: ["ungrouped", "environment_web_live", "green_web_live", "release_2", "release_2_1_rc", "side_green"],
      },
      ungrouped: { hosts: ["i-0e"] },
      environment_web_live: { hosts: ["i-0b", "i-0c"] },
      green_web_live: { hosts: ["i-0b", "i-0c"] },
      release_2: { hosts: ["i-0b"] },
      release_2_1_rc: { hosts: ["i-0c"] },
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

  it("are an empty list when there are none", () => {
    expect(prometheusFormat([])).toEqual([]);
  });
});
