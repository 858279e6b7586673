'use strict';

const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function activate() {
  const settings = vscode.workspace.getConfiguration('milestoned');
  client = new LanguageClient(
    'milestoned',
    'milestoned',
    { command: settings.get('command'), args: ['lsp'] },
    {
      documentSelector: [{ scheme: 'file', language: 'markdown' }],
      initializationOptions: { messages: settings.get('messages') },
    },
  );
  return client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
