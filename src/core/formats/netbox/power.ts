import { at, isObject, list, names, text } from "../snapshot/fields.ts";
import type { Json } from "../snapshot/json.ts";
import type { HostSeen, Note } from "../snapshot/observed.ts";
import { noteAt } from "../snapshot/rows.ts";
import { type Entry, reference, type Tables } from "./tables.ts";

/** What a device is powered by. */
export type PowerOf = (device: Entry) => HostSeen["power"];

/**
 * The feeds behind a device's power ports, where the cables in NetBox lead all the way: by the far ends that its answers
 * give. A port that leads nowhere leaves the device without: nobody knows what else it stands on.
 */
export function powerReader(tables: Tables, notes: Note[]): PowerOf {
  const portsOf = portsByDevice(tables);
  const sourceOf = (port: Entry) => sourceBehind(port, portsOf, tables);
  return (device) => {
    const ports = portsOf.get(device.id) ?? [];
    const known = ports.flatMap((port) => sourceOf(port) ?? []);
    const unique = names(known);
    if (unique === undefined) return undefined;
    if (known.length < ports.length) {
      const message = "Not every power port of a device leads to a feed: what it is powered by is left out.";
      notes.push(noteAt(device.row, message));
      return undefined;
    }
    if (typeof unique === "string") return unique;
    notes.push(
      noteAt(device.row, "A device with several power ports is read as running on any one of them."),
    );
    return { anyOf: unique };
  };
}

type Ports = ReadonlyMap<string, readonly Entry[]>;

function portsByDevice(tables: Tables): Ports {
  const ports = new Map<string, Entry[]>();
  for (const port of tables.of("dcim.powerport").values()) {
    const device = reference(at(port.fields, "device"), tables.of("dcim.device"))?.id ?? "";
    const known = ports.get(device);
    if (known === undefined) ports.set(device, [port]);
    else known.push(port);
  }
  return ports;
}

/** The feed at the far end, or the power distribution unit where nothing tells of a feed behind it. */
function sourceBehind(port: Entry, portsOf: Ports, tables: Tables): string | undefined {
  const end = farEnd(port);
  if (end === undefined) return undefined;
  if (kindOf(end, port) === "powerfeed") return feedName(end, tables);
  const unit = reference(at(end, "device"), tables.of("dcim.device"));
  if (unit === undefined) return undefined;
  const behind = (portsOf.get(unit.id) ?? []).flatMap((each) => {
    const feed = farEnd(each);
    return feed !== undefined && kindOf(feed, each) === "powerfeed" ? (feedName(feed, tables) ?? []) : [];
  });
  const feeds = names(behind);
  // A unit on several feeds is a thing of its own.
  return typeof feeds === "string" ? feeds : unit.name;
}

/** `connected_endpoints` since NetBox 3.3, one `connected_endpoint` before. */
function farEnd({ fields }: Entry): Json | undefined {
  const [end] = [...list(at(fields, "connected_endpoints")), ...list(at(fields, "connected_endpoint"))];
  return isObject(end) ? end : undefined;
}

function kindOf(end: Json, { fields }: Entry): "powerfeed" | "other" {
  const type =
    text(at(fields, "connected_endpoints_type")) ?? text(at(fields, "connected_endpoint_type")) ?? "";
  const address = text(at(end, "url")) ?? "";
  return /powerfeed$/.test(type) || /\/power-feeds\/\d+/.test(address) ? "powerfeed" : "other";
}

/** A feed's name is unique on its panel alone. */
function feedName(end: Json, tables: Tables): string | undefined {
  const feeds = tables.of("dcim.powerfeed");
  const feed = reference(end, feeds);
  if (feed?.name === undefined) return undefined;
  const same = [...feeds.values()].filter(({ fields }) => text(at(fields, "name")) === feed.name);
  const panel = reference(at(feed.entry?.fields, "power_panel"), tables.of("dcim.powerpanel"))?.name;
  return same.length > 1 ? `${panel ?? feed.id}/${feed.name}` : feed.name;
}
