// Starts the server and shows its answers; there is no logic here.
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { PortsItem } from "./ports";
import { ReportPanel } from "./report";
import { Server } from "./server";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const report = new ReportPanel();
  server = new Server(context, report);
  context.subscriptions.push(report, new PortsItem(server));
  registerCommands(context, server);
  await server.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
