/** A packaged template with something else in it. */
import { readFileSync } from "node:fs";

/** What is changed of a template's resources, by name, as JSON. */
export type ChangedResources = Readonly<Record<string, (resource: string) => string>>;

/** The text of the packaged template with resources changed, and with further ones. Throws where a change changes nothing. */
export const templateTextWith = (
  packaged: string,
  changed: ChangedResources,
  further: Readonly<Record<string, object>>,
): string => {
  const template: { readonly Resources: Record<string, unknown> } = JSON.parse(readFileSync(packaged, "utf8"));
  for (const [name, change] of Object.entries(changed)) {
    const resource = JSON.stringify(template.Resources[name]);
    const other = change(resource);
    if (other === resource) throw new Error(`Nothing is changed in ${name}.`);
    template.Resources[name] = JSON.parse(other);
  }
  Object.assign(template.Resources, further);
  return JSON.stringify(template);
};
