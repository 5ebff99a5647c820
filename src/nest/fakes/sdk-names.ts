// What the SDKs of Stripe, Postmark and S3 can do and the fakes do not, by name. Plain data; a test compares it with the SDKs.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Methods of Postmark's client. */
export const POSTMARK_METHODS = words(`
  sendBulkEmail getBulkEmailStatus getDeliveryStatistics getBounces getBounce getBounceDump activateBounce deleteTemplate editTemplate
  validateTemplate editServer getOutboundMessageDump getInboundMessages getInboundMessageDetails bypassBlockedInboundMessage
  retryInboundHookForMessage getMessageOpens getMessageOpensForSingleMessage getMessageClicks getMessageClicksForSingleMessage
  getOutboundOverview getSentCounts getBounceCounts getSpamComplaintsCounts getTrackedEmailCounts getEmailOpenCounts getEmailOpenPlatformUsage
  getEmailOpenClientUsage getEmailOpenReadTimes getClickCounts getClickBrowserUsage getClickPlatformUsage getClickLocation
  createInboundRuleTrigger deleteInboundRuleTrigger getInboundRuleTriggers getWebhooks getWebhook createWebhook editWebhook deleteWebhook
  getMessageStreams getMessageStream editMessageStream createMessageStream archiveMessageStream unarchiveMessageStream
`);

/** Methods of S3's client, in the manners of both SDKs. */
export const S3_METHODS = words(`
  createBucketMetadataConfiguration createBucketMetadataTableConfiguration createSession deleteBucket deleteBucketAnalyticsConfiguration
  deleteBucketCors deleteBucketEncryption deleteBucketIntelligentTieringConfiguration deleteBucketInventoryConfiguration deleteBucketLifecycle
  deleteBucketMetadataConfiguration deleteBucketMetadataTableConfiguration deleteBucketMetricsConfiguration deleteBucketOwnershipControls
  deleteBucketPolicy deleteBucketReplication deleteBucketTagging deleteBucketWebsite deleteObjectAnnotation deleteObjectTagging
  deletePublicAccessBlock getBucketAbac getBucketAccelerateConfiguration getBucketAcl getBucketAnalyticsConfiguration getBucketCors
  getBucketEncryption getBucketIntelligentTieringConfiguration getBucketInventoryConfiguration getBucketLifecycleConfiguration
  getBucketLocation getBucketLogging getBucketMetadataConfiguration getBucketMetadataTableConfiguration getBucketMetricsConfiguration
  getBucketNotificationConfiguration getBucketOwnershipControls getBucketPolicy getBucketPolicyStatus getBucketReplication
  getBucketRequestPayment getBucketTagging getBucketVersioning getBucketWebsite getObjectAcl getObjectAnnotation getObjectAttributes
  getObjectLegalHold getObjectLockConfiguration getObjectRetention getObjectTagging getObjectTorrent getPublicAccessBlock
  listBucketAnalyticsConfigurations listBucketIntelligentTieringConfigurations listBucketInventoryConfigurations
  listBucketMetricsConfigurations listDirectoryBuckets listMultipartUploads listObjectAnnotations listObjectVersions listParts putBucketAbac
  putBucketAccelerateConfiguration putBucketAcl putBucketAnalyticsConfiguration putBucketCors putBucketEncryption
  putBucketIntelligentTieringConfiguration putBucketInventoryConfiguration putBucketLifecycleConfiguration putBucketLogging
  putBucketMetricsConfiguration putBucketNotificationConfiguration putBucketOwnershipControls putBucketPolicy putBucketReplication
  putBucketRequestPayment putBucketTagging putBucketVersioning putBucketWebsite putObjectAcl putObjectAnnotation putObjectLegalHold
  putObjectLockConfiguration putObjectRetention putObjectTagging putPublicAccessBlock renameObject restoreObject selectObjectContent
  updateBucketMetadataAnnotationTableConfiguration updateBucketMetadataInventoryTableConfiguration
  updateBucketMetadataJournalTableConfiguration updateObjectEncryption uploadPartCopy writeGetObjectResponse paginateListBuckets
  paginateListDirectoryBuckets paginateListObjectAnnotations paginateListObjectsV2 paginateListParts waitUntilBucketExists
  waitUntilBucketNotExists waitUntilObjectExists waitUntilObjectNotExists createPresignedPost waitFor
`);

/** Resources of Stripe's client. */
export const STRIPE_RESOURCES = words(`
  accountSessions applePayDomains applicationFees apps balanceSettings balanceTransactions billing climate confirmationTokens countrySpecs
  creditNotes customerSessions entitlements exchangeRates fileLinks files financialConnections forwarding identity invoicePayments
  invoiceRenderingTemplates issuing mandates oauth paymentAttemptRecords paymentLinks paymentMethodConfigurations paymentMethodDomains
  paymentRecords plans productCatalog quotes radar reporting reviews setupAttempts shippingRates sigma sources subscriptionItems
  subscriptionSchedules tax taxCodes taxIds terminal testHelpers threeDSecure tokens topups treasury v2
`);

/** Methods of those resources that the fake has. */
export const STRIPE_METHODS: Readonly<Record<string, readonly string[]>> = {
  accounts: words(`retrieveCurrent reject unreject listCapabilities retrieveCapability updateCapability deleteExternalAccount retrieveExternalAccount
    updateExternalAccount listExternalAccounts createExternalAccount createLoginLink deletePerson retrievePerson updatePerson listPersons createPerson`),
  billingPortal: ['configurations'],
  customers: words(`deleteDiscount listBalanceTransactions createBalanceTransaction retrieveBalanceTransaction updateBalanceTransaction
    retrieveCashBalance updateCashBalance listCashBalanceTransactions retrieveCashBalanceTransaction createFundingInstructions listPaymentMethods
    retrievePaymentMethod listSources createSource retrieveSource updateSource deleteSource verifySource deleteTaxId retrieveTaxId listTaxIds createTaxId`),
  ephemeralKeys: ['del'],
  invoices: words('addLines attachPayment removeLines updateLines createPreview listLineItems updateLineItem'),
  paymentIntents: words('applyCustomerBalance incrementAuthorization verifyMicrodeposits listAmountDetailsLineItems'),
  payouts: ['reverse'],
  products: words('deleteFeature retrieveFeature listFeatures createFeature'),
  setupIntents: ['verifyMicrodeposits'],
  subscriptions: words('deleteDiscount migrate pause'),
  transfers: words('listReversals createReversal retrieveReversal updateReversal'),
  webhooks: words('constructEventWithoutVerification generateTestHeaderStringAsync signature'),
};
