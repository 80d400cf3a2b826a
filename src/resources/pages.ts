/** Follows a describe call's token to its end, page by page, and gives each item. */
export async function* pages<Item>(
  page: (token: string | undefined) => Promise<readonly [items: readonly Item[] | undefined, next: string | undefined]>,
): AsyncGenerator<Item> {
  let token: string | undefined;
  do {
    const [items, next] = await page(token);
    yield* items ?? [];
    // An empty token is the end too: some services answer it on the last page.
    token = next === "" ? undefined : next;
  } while (token !== undefined);
}

/** Everything that a paginated call describes. */
export const allPages = async <Item>(...page: Parameters<typeof pages<Item>>): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const item of pages(...page)) items.push(item);
  return items;
};
