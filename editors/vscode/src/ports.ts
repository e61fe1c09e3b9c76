// The status bar: on which ports the file in front is built. The server says it in words.
import * as vscode from "vscode";
import type { Server } from "./server";

/** The answer to `anyport/ports`. */
interface Ports {
  /** `38 of 47 ports`. */
  summary: string;
  /** Markdown. */
  details: string;
  /** Whether something breaks on a judged port of the file. */
  breaks: boolean;
}

const PAUSE_MS = 300;

export class PortsItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("anyport.ports", vscode.StatusBarAlignment.Right, 90);
  private readonly parts: vscode.Disposable[] = [this.item];
  private timer: NodeJS.Timeout | undefined;
  private asked = 0;

  constructor(private readonly server: Server) {
    this.item.name = "Ports of the file";
    this.item.command = "anyport.matrix";
    const later = (): void => {
      this.ask(PAUSE_MS);
    };
    this.parts.push(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.ask(0);
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === vscode.window.activeTextEditor?.document) {
          later();
        }
      }),
      vscode.languages.onDidChangeDiagnostics(later),
      server.onDidChange(later),
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const part of this.parts) {
      part.dispose();
    }
  }

  private ask(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), pause);
  }

  private async renew(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    this.asked += 1;
    const asked = this.asked;
    const ports =
      document?.languageId === "go" && document.uri.scheme === "file"
        ? await this.server
            .request<Ports | null>("anyport/ports", { textDocument: { uri: document.uri.toString() } })
            .catch(() => undefined)
        : undefined;
    // Another file came to the front meanwhile.
    if (asked !== this.asked) {
      return;
    }
    if (!ports) {
      this.item.hide();
      return;
    }
    this.item.text = `${ports.breaks ? "$(warning)" : "$(layers)"} ${ports.summary}`;
    this.item.tooltip = new vscode.MarkdownString(ports.details);
    this.item.show();
  }
}
