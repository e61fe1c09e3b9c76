// The server: which program is started, and what is told when it cannot be.
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, State, type LanguageClientOptions } from "vscode-languageclient/node";
import { withArguments } from "./commands";
import type { ReportPanel } from "./report";

const LANGUAGES = ["go", "go.mod", "go.work"];

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly log = vscode.window.createOutputChannel("anyport", { log: true });
  private readonly changed = new vscode.EventEmitter<void>();

  /** Fires when the server started or stopped. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly report: ReportPanel,
  ) {
    context.subscriptions.push(this, this.log, this.changed);
    context.subscriptions.push(
      vscode.workspace.onDidChangeConfiguration(async (event) => {
        if (event.affectsConfiguration("anyport.server")) {
          await this.restart();
        }
      }),
    );
  }

  /** Says what went wrong to the user, never to the caller. */
  async start(): Promise<void> {
    const program = this.program();
    const client = new LanguageClient(
      "anyport",
      "anyport",
      { command: program, args: ["lsp"] },
      this.options(),
    );
    this.client = client;
    client.onDidChangeState((change) => {
      if (change.newState !== State.Starting) {
        this.changed.fire();
      }
    });
    try {
      await client.start();
    } catch (error) {
      this.log.error(`cannot start ${program}:`, error);
      await this.offerSettings(program);
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.isRunning()) {
      await client.dispose();
    }
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  showLog(): void {
    this.log.show();
  }

  /** Undefined while the server is not running. */
  async request<Answer>(method: string, parameters: unknown): Promise<Answer | undefined> {
    if (!this.client?.isRunning()) {
      return undefined;
    }
    return await this.client.sendRequest<Answer>(method, parameters);
  }

  dispose(): void {
    void this.stop();
  }

  /** The settings' program, else the one that came with the extension, else the PATH's. */
  private program(): string {
    const configured = vscode.workspace.getConfiguration("anyport").get<string | null>("server.path");
    if (configured) {
      const home = process.env["HOME"] ?? process.env["USERPROFILE"] ?? "~";
      return configured.replace(/^~(?=$|[\\/])/, home);
    }
    const name = process.platform === "win32" ? "anyport.exe" : "anyport";
    const bundled = path.join(this.context.extensionPath, "server", name);
    return fs.existsSync(bundled) ? bundled : name;
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: LANGUAGES.map((language) => ({ scheme: "file", language })),
      outputChannel: this.log,
      synchronize: { configurationSection: "anyport" },
      middleware: {
        executeCommand: async (command, given, next) =>
          await next(command, await withArguments(command, given)),
        window: {
          showDocument: async (parameters, token, next) => {
            const uri = vscode.Uri.parse(parameters.uri, true);
            if (uri.scheme === "file" && uri.path.endsWith(".html")) {
              return { success: await this.report.show(uri) };
            }
            if (uri.scheme === "file" && uri.path.endsWith(".md") && (await previewed(uri))) {
              return { success: true };
            }
            return await next(parameters, token);
          },
        },
      },
    };
  }

  private async offerSettings(program: string): Promise<void> {
    const settings = "Open Settings";
    const chosen = await vscode.window.showErrorMessage(
      `anyport does not start as "${program}". Install it, or say where it is in anyport.server.path.`,
      settings,
      "Show Log",
    );
    if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "anyport.server.path");
    } else if (chosen) {
      this.showLog();
    }
  }
}

/** Shows a page as it reads, not its source. False where the preview of Markdown is switched off. */
async function previewed(page: vscode.Uri): Promise<boolean> {
  try {
    await vscode.commands.executeCommand("markdown.showPreview", page);
    return true;
  } catch {
    return false;
  }
}
