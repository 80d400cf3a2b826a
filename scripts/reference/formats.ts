import { resourceFormats } from "../../command/questions/resources.ts";
import { code, referencePage } from "./markdown.ts";

/** What each format is for. */
export const formatUses: Readonly<Record<string, string>> = {
  table: "The default, for people.",
  csv: "For spreadsheets and scripts: every attribute a column.",
  ansible:
    "A dynamic inventory of [Ansible](https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html): hosts are the running instances.",
  "prometheus-sd":
    "Targets for [Prometheus](https://prometheus.io/docs/prometheus/latest/http_sd/): `file_sd_configs` or `http_sd_configs`.",
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
