/** "Each page returned can contain up to 1 MB of log events or up to 10,000 log events." */
export const mostEventsInPage = 10_000;

const megabyte = 1_048_576;

/** As many of the first as there is room for on a page, and at least one. */
export const inMegabyte = <Event extends { readonly bytes: number }>(events: readonly Event[]): readonly Event[] => {
  let bytes = 0;
  const end = events.findIndex((event, index) => {
    bytes += event.bytes;
    return index > 0 && bytes > megabyte;
  });
  return end === -1 ? events : events.slice(0, end);
};
