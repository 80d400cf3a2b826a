import { resourceFormats } from "../../command/questions/resources.ts";
import { code, referencePage } from "./markdown.ts";

/** What each format is for. */
export const formatUses: Readonly<Record<string, string>> = {
  table: "The default, for people.",
  csv: "For spreadsheets and scripts: every attribute a column. A value that a spreadsheet would take for a formula has an apostrophe in front, and control characters are spelt out; `--json` has every value as it is.",
  ansible:
    "A dynamic inventory of [Ansible](https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html): hosts are the running instances. Every value is marked as text (`__ansible_unsafe`), so a template in a tag is not evaluated; a tag whose key begins with `__ansible`, a word of that format, is left out. In a group's name one underscore stands for the dots of a version and the hyphens of an environment, and any other character's number between two underscores and two: `1.0` is `release_1_0`, `1-0` is `release_1__2d__0`.",
  "prometheus-sd":
    "Targets for [Prometheus](https://prometheus.io/docs/prometheus/latest/http_sd/): `file_sd_configs` or `http_sd_configs`. An IPv6 address, where an instance has no other, stands in brackets.",
};

/** Every value of `--format`. */
export const formatsPage = (): string =>
  referencePage(
    "Output formats",
    "What `sarcelle inventory --format` knows. Every other command prints text, or one JSON document with `--json`. The samples are of `sarcelle inventory --environment web-live --side green --type instance`.",
    "`command/` and `scripts/reference/formats.ts`",
    ...Object.keys(resourceFormats).map(
      (name) => `## ${code(name)}\n\n${formatUses[name] ?? ""}\n\n<!-- sample: ${name} -->\n<!-- end of sample -->`,
    ),
  );
