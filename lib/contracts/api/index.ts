import * as accounts from './accounts.ts';
import * as approvals from './approvals.ts';
import * as catalogue from './catalogue.ts';
import * as connectedApps from './connected-apps.ts';
import * as collections from './collections.ts';
import * as connections from './connections.ts';
import * as deployments from './deployments.ts';
import * as errorWorkflows from './error-workflows.ts';
import * as executionDeletes from './execution-deletes.ts';
import * as executions from './executions.ts';
import * as exports from './exports.ts';
import * as files from './files.ts';
import * as identity from './identity.ts';
import * as replay from './replay.ts';
import * as linkedAccounts from './linked-accounts.ts';
import * as members from './members.ts';
import * as memory from './memory.ts';
import * as meta from './meta.ts';
import * as serverConnect from './server-connect.ts';
import * as servers from './servers.ts';
import * as triggers from './triggers.ts';
import * as twoFactor from './two-factor.ts';
import * as variables from './variables.ts';
import * as operator from './operator.ts';
import * as versions from './versions.ts';
import * as workflows from './workflows.ts';

/** Every REST call, by name. The typed client, the route test and `openapi.json` walk this table. */
export const api = {
  signUp: identity.signUp,
  createToken: identity.createToken,
  getMe: identity.getMe,
  updateMe: identity.updateMe,
  listWorkspaces: identity.listWorkspaces,
  createWorkspace: identity.createWorkspace,
  getWorkspace: identity.getWorkspace,
  updateWorkspace: members.updateWorkspace,
  deleteWorkspace: members.deleteWorkspace,
  listMembers: members.listMembers,
  updateMember: members.updateMember,
  removeMember: members.removeMember,
  listInvitations: members.listInvitations,
  createInvitation: members.createInvitation,
  deleteInvitation: members.deleteInvitation,
  previewInvitation: members.previewInvitation,
  acceptInvitation: members.acceptInvitation,
  listSessions: accounts.listSessions,
  endSession: accounts.endSession,
  changePassword: accounts.changePassword,
  deleteMe: accounts.deleteMe,
  listLinkedAccounts: linkedAccounts.listLinkedAccounts,
  unlinkAccount: linkedAccounts.unlinkAccount,
  requestVerification: accounts.requestVerification,
  verifyEmail: accounts.verifyEmail,
  forgotPassword: accounts.forgotPassword,
  resetPassword: accounts.resetPassword,
  getTwoFactor: twoFactor.getTwoFactor,
  beginTwoFactor: twoFactor.beginTwoFactor,
  confirmTwoFactor: twoFactor.confirmTwoFactor,
  endTwoFactor: twoFactor.endTwoFactor,
  renewRecoveryCodes: twoFactor.renewRecoveryCodes,
  listConnectedApps: connectedApps.listConnectedApps,
  deleteConnectedApp: connectedApps.deleteConnectedApp,
  answerConsent: connectedApps.answerConsent,
  createApiKey: identity.createApiKey,
  listApiKeys: identity.listApiKeys,
  deleteApiKey: identity.deleteApiKey,
  listAudit: identity.listAudit,
  listWorkflows: workflows.listWorkflows,
  createWorkflow: workflows.createWorkflow,
  importWorkflow: workflows.importWorkflow,
  getWorkflow: workflows.getWorkflow,
  saveDraft: workflows.saveDraft,
  listenWebhook: triggers.listenWebhook,
  getWebhookListener: triggers.getWebhookListener,
  stopWebhookListener: triggers.stopWebhookListener,
  listSchedules: triggers.listSchedules,
  previewSchedule: triggers.previewSchedule,
  updateWorkflow: workflows.updateWorkflow,
  deleteWorkflow: workflows.deleteWorkflow,
  restoreWorkflow: workflows.restoreWorkflow,
  validateWorkflow: workflows.validateWorkflow,
  listErrorWorkflows: errorWorkflows.listErrorWorkflows,
  executeWorkflow: executions.executeWorkflow,
  executeNode: executions.executeNode,
  listVersions: versions.listVersions,
  diffVersions: versions.diffVersions,
  getVersion: versions.getVersion,
  restoreVersion: versions.restoreVersion,
  deployWorkflow: deployments.deployWorkflow,
  previewDeployment: deployments.previewDeployment,
  rollbackWorkflow: deployments.rollbackWorkflow,
  exportWorkflow: workflows.exportWorkflow,
  listTemplates: catalogue.listTemplates,
  listNodeTypes: catalogue.listNodeTypes,
  listIntegrations: connections.listIntegrations,
  listConnections: connections.listConnections,
  createConnection: connections.createConnection,
  getConnection: connections.getConnection,
  updateConnection: connections.updateConnection,
  deleteConnection: connections.deleteConnection,
  testConnection: connections.testConnection,
  listVariables: variables.listVariables,
  getVariable: variables.getVariable,
  putVariable: variables.putVariable,
  deleteVariable: variables.deleteVariable,
  listMemory: memory.listMemory,
  getMemory: memory.getMemory,
  putMemory: memory.putMemory,
  deleteMemory: memory.deleteMemory,
  listDeployments: deployments.listDeployments,
  getDeployment: deployments.getDeployment,
  stopDeployment: deployments.stopDeployment,
  startDeployment: deployments.startDeployment,
  getDeploymentHealth: deployments.getDeploymentHealth,
  getServer: servers.getServer,
  updateServer: servers.updateServer,
  previewServer: servers.previewServer,
  listCollections: collections.listCollections,
  createCollection: collections.createCollection,
  getCollection: collections.getCollection,
  updateCollection: collections.updateCollection,
  deleteCollection: collections.deleteCollection,
  getServerActivity: serverConnect.getServerActivity,
  checkServerReach: serverConnect.checkServerReach,
  exchangeMcp: serverConnect.exchangeMcp,
  listExecutions: executions.listExecutions,
  getExecution: executions.getExecution,
  getExecutionValue: executions.getExecutionValue,
  cancelExecution: executions.cancelExecution,
  deleteExecution: executionDeletes.deleteExecution,
  countDeletableExecutions: executionDeletes.countDeletableExecutions,
  deleteExecutions: executionDeletes.deleteExecutions,
  replayExecution: replay.replayExecution,
  resumeExecution: approvals.resumeExecution,
  settleStep: approvals.settleStep,
  retryExecution: approvals.retryExecution,
  listApprovals: approvals.listApprovals,
  answerApproval: approvals.answerApproval,
  streamExecution: executions.streamExecution,
  streamEvents: executions.streamEvents,
  monitoringSummary: executions.monitoringSummary,
  uploadFile: files.uploadFile,
  listFiles: files.listFiles,
  getFile: files.getFile,
  getFileContent: files.getFileContent,
  deleteFile: files.deleteFile,
  createExport: exports.createExport,
  listExports: exports.listExports,
  getExportContent: exports.getExportContent,
  deleteExport: exports.deleteExport,
  exportMe: exports.exportMe,
  getUsage: operator.getUsage,
  getInstance: operator.getInstance,
  listInstanceWorkspaces: operator.listInstanceWorkspaces,
  updateQuota: operator.updateQuota,
  resetTwoFactor: twoFactor.resetTwoFactor,
  getOpenApi: meta.getOpenApi,
} as const;

export type Api = typeof api;
export type ApiName = keyof Api;
