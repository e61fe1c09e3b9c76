// What the palette and menus offer. The server's own commands are registered by the client library:
// here they only get the arguments that a palette does not give.
import * as vscode from "vscode";
import type { Server } from "./server";

export function registerCommands(context: vscode.ExtensionContext, server: Server): void {
  const register = (name: string, run: () => unknown): void => {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  };
  register("anyport.restart", () => server.restart());
  register("anyport.showLog", () => {
    server.showLog();
  });
}

/** The arguments of a server's command: those given, else what the user is looking at or picks. */
export async function withArguments(command: string, given: unknown[]): Promise<unknown[]> {
  switch (command) {
    case "anyport.matrix":
      return isPlain(given[0]) ? given : folderArgument();
    case "anyport.showReport":
      return isPlain(given[0]) ? given : goFileArgument();
    case "anyport.inspect":
      return isPlain(given[0]) ? given : await binariesArgument(given[0]);
    case "anyport.explain":
      return given.length > 0 ? given : await ruleArgument();
    default:
      return given;
  }
}

/** Whether a caller wrote the server's own argument; menus give a Uri and a list of them. */
function isPlain(argument: unknown): boolean {
  return typeof argument === "object" && argument !== null && !(argument instanceof vscode.Uri);
}

function folderArgument(): unknown[] {
  const shown = vscode.window.activeTextEditor?.document.uri;
  const uri = shown?.scheme === "file" ? shown : vscode.workspace.workspaceFolders?.[0]?.uri;
  return uri ? [{ uri: uri.toString() }] : [];
}

/** The Go file in front says which module is meant; without one, the server takes the last built. */
function goFileArgument(): unknown[] {
  const shown = vscode.window.activeTextEditor?.document.uri;
  return shown?.scheme === "file" && shown.path.endsWith(".go") ? [{ uri: shown.toString() }] : [];
}

/** A file that a menu gave or that the user picks, or else what the last matrix built. */
async function binariesArgument(given: unknown): Promise<unknown[]> {
  if (given instanceof vscode.Uri) {
    return [{ uri: given.toString() }];
  }
  const file = { label: "A file…", detail: "A program, library, object or archive of any port" };
  const built = { label: "What the last matrix built", detail: "Its programs, in its report" };
  const chosen = await vscode.window.showQuickPick([built, file], { title: "Inspect binaries" });
  if (chosen === built) {
    return goFileArgument();
  }
  const opened = chosen && (await vscode.window.showOpenDialog(dialog()));
  if (!opened?.[0]) {
    throw new vscode.CancellationError();
  }
  return [{ uri: opened[0].toString() }];
}

function dialog(): vscode.OpenDialogOptions {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const title = { title: "Inspect a binary", openLabel: "Inspect" };
  return folder ? { ...title, defaultUri: folder } : title;
}

async function ruleArgument(): Promise<unknown[]> {
  const rules = rulesOfSettings().map(([label, detail]) => ({ label, detail }));
  const chosen = await vscode.window.showQuickPick(rules, {
    title: "Explain a rule",
    matchOnDetail: true,
  });
  if (!chosen) {
    throw new vscode.CancellationError();
  }
  return [{ rule: chosen.label }];
}

/** Every rule with a sentence about it: the settings' schema is generated from the server's list. */
function rulesOfSettings(): [string, string][] {
  interface Manifest {
    contributes: {
      configuration: {
        properties: Record<string, { properties?: Record<string, { description: string }> }>;
      };
    };
  }
  const manifest = vscode.extensions.getExtension("anyport.anyport")?.packageJSON as
    | Manifest
    | undefined;
  const levels = manifest?.contributes.configuration.properties["anyport.levels"]?.properties ?? {};
  return Object.entries(levels).map(([name, { description }]) => [name, description]);
}
