/** A small server of files for one machine: the page of the application, and a folder of results. */
import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { extname, join } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm",
  ".json": "application/json", ".woff2": "font/woff2", ".csv": "text/csv",
};

/** Shared memory for the workers of the page; nothing is kept by the browser, since results change while a run goes on. */
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "Cache-Control": "no-cache" } as const;

/** Files under a path of the server. */
export interface Mount {
  /** Path that begins and ends with "/". */
  readonly path: string;
  /** File behind a name, without ".." in it; undefined: it is not shown. */
  find(name: string): string | undefined | Promise<string | undefined>;
  /** Changes a file on its way. */
  readonly rewrite?: (name: string, bytes: Buffer) => Buffer | string;
}

/** Finds the names of a folder that fit. */
export function inFolder(folder: string, shows: RegExp): Mount["find"] {
  return (name) => (shows.test(name) ? join(folder, name) : undefined);
}

/** A server of some folders; the first mount whose path fits answers. It does not listen yet. */
export function staticServer(mounts: readonly Mount[]): Server {
  return createServer((request, response) => {
    const path = pathOf(request.url ?? "/");
    const mount = path === undefined ? undefined : mounts.find((candidate) => path.startsWith(candidate.path));
    if (path === undefined || !mount || request.method !== "GET") return refuse(response);
    const name = path.slice(mount.path.length) || "index.html";
    if (name.split("/").includes("..")) return refuse(response);
    contentOf(mount, name).then(
      (content) => (content === undefined ? refuse(response) : response.writeHead(200, { ...headers, "Content-Type": types[extname(name)] ?? "application/octet-stream" }).end(content)),
      () => refuse(response),
    );
  });
}

async function contentOf(mount: Mount, name: string): Promise<Buffer | string | undefined> {
  const file = await mount.find(name);
  if (file === undefined) return undefined;
  const bytes = await readFile(file);
  return mount.rewrite?.(name, bytes) ?? bytes;
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname);
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(404, headers).end();
}
