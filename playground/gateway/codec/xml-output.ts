import { textOf } from "./scalars.ts";
import type { Member, Shape, Structure } from "./shapes.ts";

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};

/** Text as it stands inside an XML element. */
export const escapeXml = (text: string) => text.replace(/[&<>"\r]/g, (character) => entities[character] ?? "");

/** One XML element; `content` is XML already. */
export const element = (name: string, content: string) => `<${name}>${content}</${name}>`;

/** The elements of a structure's members, as both query protocols answer. Undefined and null members are left out. */
export const xmlMembers = (shape: Structure, value: unknown): string => {
  const held = value as Readonly<Record<string, unknown>>;
  return shape.members.map((member) => xmlMember(member, held[member.name])).join("");
};

const xmlMember = (member: Member, value: unknown): string => {
  if (value === undefined || value === null) return "";
  const name = member.xmlName ?? member.name;
  const { shape } = member;
  if (shape.kind === "list") {
    const itemName = member.xmlFlattened ? name : (shape.item.xmlName ?? "member");
    const items = (value as readonly unknown[]).map((item) => element(itemName, content(shape.item.shape, item, name)));
    return member.xmlFlattened ? items.join("") : element(name, items.join(""));
  }
  if (shape.kind === "map") {
    const entryName = member.xmlFlattened ? name : "entry";
    const entries = Object.entries(value).map(([key, item]) =>
      element(
        entryName,
        element(shape.key.xmlName ?? "key", escapeXml(key)) +
          element(shape.value.xmlName ?? "value", content(shape.value.shape, item, name)),
      ),
    );
    return member.xmlFlattened ? entries.join("") : element(name, entries.join(""));
  }
  return element(name, content(shape, value, name));
};

const content = (shape: Shape, value: unknown, name: string): string => {
  switch (shape.kind) {
    case "structure":
      return xmlMembers(shape, value);
    case "list":
      return (value as readonly unknown[])
        .map((item) => element(shape.item.xmlName ?? "member", content(shape.item.shape, item, name)))
        .join("");
    case "map":
      throw new Error(`'${name}' holds maps in a list or map, which the codec's XML does not know.`);
    default:
      return escapeXml(textOf(shape, value, "date-time"));
  }
};
