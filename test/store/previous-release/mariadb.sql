CREATE TABLE `access_lock` (
  `id` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `targetId` varchar(96) DEFAULT NULL,
  `reason` varchar(500) NOT NULL,
  `startsAt` datetime(3) NOT NULL,
  `endsAt` datetime(3) DEFAULT NULL,
  `liftedAt` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_access_lock_person` (`personId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `access_lock` VALUES ('Nguyễn Ánh id','Nguyễn Ánh personId','Nguyễn Ánh targetId','Nguyễn Ánh reason','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123');
INSERT INTO `access_lock` VALUES ('Trần Bình id ','Trần Bình personId ','Trần Bình targetId ','Trần Bình reason ','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000');
CREATE TABLE `activation_code` (
  `id` varchar(36) NOT NULL,
  `hash` varchar(64) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `expiresAt` datetime(3) NOT NULL,
  `usedAt` datetime(3) DEFAULT NULL,
  `issuedById` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_activation_code_hash` (`hash`),
  KEY `ix_activation_code_person` (`personId`),
  KEY `ix_activation_code_expiry` (`expiresAt`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `activation_code` VALUES ('Nguyễn Ánh id','Nguyễn Ánh hash','Nguyễn Ánh personId','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','Nguyễn Ánh issuedById');
INSERT INTO `activation_code` VALUES ('Trần Bình id ','Trần Bình hash ','Trần Bình personId ','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','Trần Bình issuedById ');
CREATE TABLE `announcement` (
  `id` varchar(36) NOT NULL,
  `once` varchar(191) NOT NULL,
  `kind` varchar(16) NOT NULL,
  `subjectId` varchar(128) NOT NULL,
  `decisionId` varchar(36) NOT NULL,
  `effectiveAt` datetime(3) NOT NULL,
  `payload` text NOT NULL,
  `announcedAt` datetime(3) DEFAULT NULL,
  `cancelledById` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_announcement_once` (`once`),
  KEY `ix_announcement_due` (`announcedAt`,`cancelledById`,`effectiveAt`),
  KEY `ix_announcement_decision` (`decisionId`),
  KEY `ix_announcement_subject` (`subjectId`,`kind`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `announcement` VALUES ('Nguyễn Ánh id','Nguyễn Ánh once','Nguyễn Ánh kind','Nguyễn Ánh subjectId','Nguyễn Ánh decisionId','2026-03-02 02:00:00.123','{\"tên\":\"Nguyễn Ánh\"}','2026-03-02 02:00:00.123','Nguyễn Ánh cancelledById');
INSERT INTO `announcement` VALUES ('Trần Bình id ','Trần Bình once ','Trần Bình kind ','Trần Bình subjectId ','Trần Bình decisionId ','2026-03-03 17:00:00.000','{}','2026-03-03 17:00:00.000','Trần Bình cancelledById ');
CREATE TABLE `appointment` (
  `id` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `postId` varchar(128) NOT NULL,
  `unitId` varchar(64) NOT NULL,
  `mode` varchar(16) NOT NULL,
  `primary` tinyint(1) NOT NULL,
  `fields` text NOT NULL,
  `startsOn` varchar(10) NOT NULL,
  `endsOn` varchar(10) DEFAULT NULL,
  `termEndsOn` varchar(10) DEFAULT NULL,
  `endReason` varchar(16) DEFAULT NULL,
  `homeAppointmentId` varchar(36) DEFAULT NULL,
  `successorId` varchar(36) DEFAULT NULL,
  `startDecisionId` varchar(36) NOT NULL,
  `endDecisionId` varchar(36) DEFAULT NULL,
  `annulled` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_appointment_person` (`personId`),
  KEY `ix_appointment_post` (`postId`),
  KEY `ix_appointment_unit` (`unitId`),
  KEY `ix_appointment_start` (`startsOn`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `appointment` VALUES ('Nguyễn Ánh id','Nguyễn Ánh personId','Nguyễn Ánh postId','Nguyễn Ánh unitId','Nguyễn Ánh mode',0,'{\"tên\":\"Nguyễn Ánh\"}','2026-03-02','2026-03-02','2026-03-02','Nguyễn Ánh endRe','Nguyễn Ánh homeAppointmentId','Nguyễn Ánh successorId','Nguyễn Ánh startDecisionId','Nguyễn Ánh endDecisionId',0);
INSERT INTO `appointment` VALUES ('Trần Bình id ','Trần Bình personId ','Trần Bình postId ','Trần Bình unitId ','Trần Bình mode ',1,'{}','2026-03-03','2026-03-03','2026-03-03','Trần Bình endRea','Trần Bình homeAppointmentId ','Trần Bình successorId ','Trần Bình startDecisionId ','Trần Bình endDecisionId ',1);
CREATE TABLE `attempt` (
  `id` varchar(36) NOT NULL,
  `operationId` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `number` int(11) NOT NULL,
  `intentAt` datetime(3) NOT NULL,
  `outcomeAt` datetime(3) DEFAULT NULL,
  `outcome` varchar(16) DEFAULT NULL,
  `errorCode` varchar(32) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_attempt_operation` (`operationId`,`number`),
  KEY `ix_attempt_person` (`personId`,`intentAt`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `attempt` VALUES ('Nguyễn Ánh id','Nguyễn Ánh operationId','Nguyễn Ánh personId',7,'2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','Nguyễn Ánh outco','Nguyễn Ánh errorCode');
INSERT INTO `attempt` VALUES ('Trần Bình id ','Trần Bình operationId ','Trần Bình personId ',8,'2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','Trần Bình outcom','Trần Bình errorCode ');
CREATE TABLE `audit_head` (
  `id` varchar(36) NOT NULL,
  `seq` int(11) NOT NULL,
  `hash` varchar(64) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `audit_head` VALUES ('Nguyễn Ánh id',1,'Nguyễn Ánh hash');
INSERT INTO `audit_head` VALUES ('Trần Bình id ',2,'Trần Bình hash ');
CREATE TABLE `audit_record` (
  `id` varchar(36) NOT NULL,
  `at` datetime(3) NOT NULL,
  `actorId` varchar(36) DEFAULT NULL,
  `onBehalfOfId` varchar(36) DEFAULT NULL,
  `action` varchar(64) NOT NULL,
  `subjectKind` varchar(32) NOT NULL,
  `subjectId` varchar(191) NOT NULL,
  `decisionId` varchar(36) DEFAULT NULL,
  `origin` varchar(64) NOT NULL,
  `detail` text NOT NULL,
  `seq` int(11) DEFAULT NULL,
  `previousHash` varchar(64) DEFAULT NULL,
  `hash` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_audit_record_seq` (`seq`),
  KEY `ix_audit_record_subject` (`subjectKind`,`subjectId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `audit_record` VALUES ('Nguyễn Ánh id','2026-03-02 02:00:00.123','Nguyễn Ánh actorId','Nguyễn Ánh onBehalfOfId','Nguyễn Ánh action','Nguyễn Ánh subjectKind','Nguyễn Ánh subjectId','Nguyễn Ánh decisionId','Nguyễn Ánh origin','{\"tên\":\"Nguyễn Ánh\"}',1,'Nguyễn Ánh previousHash','Nguyễn Ánh hash');
INSERT INTO `audit_record` VALUES ('Trần Bình id ','2026-03-03 17:00:00.000','Trần Bình actorId ','Trần Bình onBehalfOfId ','Trần Bình action ','Trần Bình subjectKind ','Trần Bình subjectId ','Trần Bình decisionId ','Trần Bình origin ','{}',2,'Trần Bình previousHash ','Trần Bình hash ');
CREATE TABLE `custody` (
  `id` varchar(36) NOT NULL,
  `tabletId` varchar(36) NOT NULL,
  `openTabletId` varchar(36) DEFAULT NULL,
  `holderId` varchar(36) DEFAULT NULL,
  `unitId` varchar(64) NOT NULL,
  `startsAt` datetime(3) NOT NULL,
  `endsAt` datetime(3) DEFAULT NULL,
  `recordNumber` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_custody_open` (`openTabletId`),
  KEY `ix_custody_tablet` (`tabletId`),
  KEY `ix_custody_holder` (`holderId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `custody` VALUES ('Nguyễn Ánh id','Nguyễn Ánh tabletId','Nguyễn Ánh openTabletId','Nguyễn Ánh holderId','Nguyễn Ánh unitId','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','Nguyễn Ánh recordNumber');
INSERT INTO `custody` VALUES ('Trần Bình id ','Trần Bình tabletId ','Trần Bình openTabletId ','Trần Bình holderId ','Trần Bình unitId ','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','Trần Bình recordNumber ');
CREATE TABLE `decision` (
  `id` varchar(36) NOT NULL,
  `number` varchar(64) NOT NULL,
  `paperKey` varchar(160) NOT NULL,
  `issuerId` varchar(64) NOT NULL,
  `signedOn` varchar(10) NOT NULL,
  `effectiveOn` varchar(10) NOT NULL,
  `afterDecisionId` varchar(36) DEFAULT NULL,
  `rank` int(11) NOT NULL,
  `version` int(11) NOT NULL,
  `recordedAt` datetime(3) NOT NULL,
  `recordedById` varchar(36) DEFAULT NULL,
  `annulledById` varchar(36) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_decision_paper` (`paperKey`),
  UNIQUE KEY `ux_decision_version` (`version`),
  KEY `ix_decision_issuer` (`issuerId`),
  KEY `ix_decision_number` (`number`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `decision` VALUES ('Nguyễn Ánh id','Nguyễn Ánh number','Nguyễn Ánh paperKey','Nguyễn Ánh issuerId','2026-03-02','2026-03-02','Nguyễn Ánh afterDecisionId',7,7,'2026-03-02 02:00:00.123','Nguyễn Ánh recordedById','Nguyễn Ánh annulledById');
INSERT INTO `decision` VALUES ('Trần Bình id ','Trần Bình number ','Trần Bình paperKey ','Trần Bình issuerId ','2026-03-03','2026-03-03','Trần Bình afterDecisionId ',8,8,'2026-03-03 17:00:00.000','Trần Bình recordedById ','Trần Bình annulledById ');
CREATE TABLE `decision_line` (
  `decisionId` varchar(36) NOT NULL,
  `index` int(11) NOT NULL,
  `kind` varchar(16) NOT NULL,
  `personId` varchar(36) DEFAULT NULL,
  `appointmentId` varchar(36) DEFAULT NULL,
  `delegationId` varchar(36) DEFAULT NULL,
  `textVi` text NOT NULL,
  `textEn` text NOT NULL,
  PRIMARY KEY (`decisionId`,`index`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `decision_line` VALUES ('Nguyễn Ánh decisionId',7,'Nguyễn Ánh kind','Nguyễn Ánh personId','Nguyễn Ánh appointmentId','Nguyễn Ánh delegationId','{\"tên\":\"Nguyễn Ánh\"}','{\"tên\":\"Nguyễn Ánh\"}');
INSERT INTO `decision_line` VALUES ('Trần Bình decisionId ',8,'Trần Bình kind ','Trần Bình personId ','Trần Bình appointmentId ','Trần Bình delegationId ','{}','{}');
CREATE TABLE `decision_person` (
  `decisionId` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  PRIMARY KEY (`decisionId`,`personId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `decision_person` VALUES ('Nguyễn Ánh decisionId','Nguyễn Ánh personId');
INSERT INTO `decision_person` VALUES ('Trần Bình decisionId ','Trần Bình personId ');
CREATE TABLE `delegation` (
  `id` varchar(36) NOT NULL,
  `fromAppointmentId` varchar(36) NOT NULL,
  `fromPersonId` varchar(36) NOT NULL,
  `toPersonId` varchar(36) NOT NULL,
  `scope` varchar(200) NOT NULL,
  `fields` text NOT NULL,
  `startsOn` varchar(10) NOT NULL,
  `endsOn` varchar(10) DEFAULT NULL,
  `decisionId` varchar(36) NOT NULL,
  `annulled` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_delegation_from` (`fromPersonId`),
  KEY `ix_delegation_to` (`toPersonId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `delegation` VALUES ('Nguyễn Ánh id','Nguyễn Ánh fromAppointmentId','Nguyễn Ánh fromPersonId','Nguyễn Ánh toPersonId','Nguyễn Ánh scope','{\"tên\":\"Nguyễn Ánh\"}','2026-03-02','2026-03-02','Nguyễn Ánh decisionId',0);
INSERT INTO `delegation` VALUES ('Trần Bình id ','Trần Bình fromAppointmentId ','Trần Bình fromPersonId ','Trần Bình toPersonId ','Trần Bình scope ','{}','2026-03-03','2026-03-03','Trần Bình decisionId ',1);
CREATE TABLE `due_person` (
  `personId` varchar(36) NOT NULL,
  `dueAt` datetime(3) NOT NULL,
  `waiting` varchar(16) NOT NULL,
  `generation` int(11) NOT NULL,
  `failures` int(11) NOT NULL,
  `causeKind` varchar(16) NOT NULL,
  `causeId` varchar(36) DEFAULT NULL,
  `leaseHolder` varchar(80) DEFAULT NULL,
  `leaseUntil` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`personId`),
  KEY `ix_due_person_due` (`dueAt`),
  KEY `ix_due_person_waiting` (`waiting`,`dueAt`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `due_person` VALUES ('Nguyễn Ánh personId','2026-03-02 02:00:00.123','Nguyễn Ánh waiti',7,7,'Nguyễn Ánh cause','Nguyễn Ánh causeId','Nguyễn Ánh leaseHolder','2026-03-02 02:00:00.123');
INSERT INTO `due_person` VALUES ('Trần Bình personId ','2026-03-03 17:00:00.000','Trần Bình waitin',8,8,'Trần Bình causeK','Trần Bình causeId ','Trần Bình leaseHolder ','2026-03-03 17:00:00.000');
CREATE TABLE `event_log` (
  `id` varchar(36) NOT NULL,
  `cursorKey` varchar(64) NOT NULL,
  `sweptSeq` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `event_log` VALUES ('main','8d48c6215e3d44ce2b8be18b426be40dc885f41414555620eda7c0b114a523cb',0);
INSERT INTO `event_log` VALUES ('Nguyễn Ánh id','Nguyễn Ánh cursorKey',7);
INSERT INTO `event_log` VALUES ('Trần Bình id ','Trần Bình cursorKey ',8);
CREATE TABLE `event_swept` (
  `topic` varchar(32) NOT NULL,
  `seq` int(11) NOT NULL,
  PRIMARY KEY (`topic`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `event_swept` VALUES ('Nguyễn Ánh topic',1);
INSERT INTO `event_swept` VALUES ('Trần Bình topic ',2);
CREATE TABLE `grant_exception` (
  `id` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `targetId` varchar(96) NOT NULL,
  `grantKind` varchar(32) NOT NULL,
  `grantValue` varchar(191) NOT NULL,
  `reason` varchar(500) NOT NULL,
  `approvedById` varchar(36) DEFAULT NULL,
  `startsOn` varchar(10) NOT NULL,
  `endsOn` varchar(10) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_grant_exception_person` (`personId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `grant_exception` VALUES ('Nguyễn Ánh id','Nguyễn Ánh personId','Nguyễn Ánh targetId','Nguyễn Ánh grantKind','Nguyễn Ánh grantValue','Nguyễn Ánh reason','Nguyễn Ánh approvedById','2026-03-02','2026-03-02');
INSERT INTO `grant_exception` VALUES ('Trần Bình id ','Trần Bình personId ','Trần Bình targetId ','Trần Bình grantKind ','Trần Bình grantValue ','Trần Bình reason ','Trần Bình approvedById ','2026-03-03','2026-03-03');
CREATE TABLE `handover` (
  `id` varchar(36) NOT NULL,
  `appointmentId` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `postId` varchar(191) NOT NULL,
  `unitId` varchar(64) NOT NULL,
  `unitPath` varchar(1024) NOT NULL,
  `post` text NOT NULL,
  `keyName` varchar(191) NOT NULL,
  `decisionId` varchar(36) DEFAULT NULL,
  `line` int(11) DEFAULT NULL,
  `endedOn` varchar(10) NOT NULL,
  `openedAt` datetime(3) NOT NULL,
  `dueOn` varchar(10) NOT NULL,
  `namedId` varchar(36) DEFAULT NULL,
  `receiverId` varchar(36) DEFAULT NULL,
  `receiverUnitId` varchar(64) NOT NULL,
  `because` varchar(16) NOT NULL,
  `receivedAt` datetime(3) NOT NULL,
  `carries` text NOT NULL,
  `vacant` tinyint(1) NOT NULL,
  `closed` tinyint(1) NOT NULL,
  `heldItems` int(11) NOT NULL,
  `transferredAt` datetime(3) DEFAULT NULL,
  `releasedAt` datetime(3) DEFAULT NULL,
  `closedAt` datetime(3) DEFAULT NULL,
  `annulledAt` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_handover_appointment` (`appointmentId`),
  KEY `ix_handover_person` (`personId`),
  KEY `ix_handover_post` (`postId`,`releasedAt`),
  KEY `ix_handover_receiver` (`receiverId`,`releasedAt`),
  KEY `ix_handover_named` (`namedId`,`releasedAt`),
  KEY `ix_handover_unit` (`unitId`,`closedAt`,`dueOn`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `handover` VALUES ('Nguyễn Ánh id','Nguyễn Ánh appointmentId','Nguyễn Ánh personId','Nguyễn Ánh postId','Nguyễn Ánh unitId','Nguyễn Ánh unitPath','{\"tên\":\"Nguyễn Ánh\"}','Nguyễn Ánh keyName','Nguyễn Ánh decisionId',7,'2026-03-02','2026-03-02 02:00:00.123','2026-03-02','Nguyễn Ánh namedId','Nguyễn Ánh receiverId','Nguyễn Ánh receiverUnitId','Nguyễn Ánh becau','2026-03-02 02:00:00.123','{\"tên\":\"Nguyễn Ánh\"}',0,0,7,'2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123');
INSERT INTO `handover` VALUES ('Trần Bình id ','Trần Bình appointmentId ','Trần Bình personId ','Trần Bình postId ','Trần Bình unitId ','Trần Bình unitPath ','{}','Trần Bình keyName ','Trần Bình decisionId ',8,'2026-03-03','2026-03-03 17:00:00.000','2026-03-03','Trần Bình namedId ','Trần Bình receiverId ','Trần Bình receiverUnitId ','Trần Bình becaus','2026-03-03 17:00:00.000','{}',1,1,8,'2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000');
CREATE TABLE `handover_item` (
  `id` varchar(36) NOT NULL,
  `handoverId` varchar(36) NOT NULL,
  `kind` varchar(16) NOT NULL,
  `ref` varchar(191) NOT NULL,
  `label` varchar(255) NOT NULL,
  `dueOn` varchar(10) DEFAULT NULL,
  `fromPersonId` varchar(36) NOT NULL,
  `toPersonId` varchar(36) DEFAULT NULL,
  `toUnitId` varchar(64) DEFAULT NULL,
  `status` varchar(16) NOT NULL,
  `at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_handover_item_handover` (`handoverId`,`kind`,`ref`),
  KEY `ix_handover_item_ref` (`kind`,`ref`,`status`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `handover_item` VALUES ('Nguyễn Ánh id','Nguyễn Ánh handoverId','Nguyễn Ánh kind','Nguyễn Ánh ref','Nguyễn Ánh label','2026-03-02','Nguyễn Ánh fromPersonId','Nguyễn Ánh toPersonId','Nguyễn Ánh toUnitId','Nguyễn Ánh statu','2026-03-02 02:00:00.123');
INSERT INTO `handover_item` VALUES ('Trần Bình id ','Trần Bình handoverId ','Trần Bình kind ','Trần Bình ref ','Trần Bình label ','2026-03-03','Trần Bình fromPersonId ','Trần Bình toPersonId ','Trần Bình toUnitId ','Trần Bình status','2026-03-03 17:00:00.000');
CREATE TABLE `idempotency_key` (
  `id` varchar(64) NOT NULL,
  `callId` varchar(36) NOT NULL,
  `principal` varchar(48) NOT NULL,
  `field` varchar(64) NOT NULL,
  `inputHash` varchar(64) NOT NULL,
  `result` text DEFAULT NULL,
  `at` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_idempotency_key_at` (`at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `idempotency_key` VALUES ('Nguyễn Ánh id','Nguyễn Ánh callId','Nguyễn Ánh principal','Nguyễn Ánh field','Nguyễn Ánh inputHash','{\"tên\":\"Nguyễn Ánh\"}','2026-03-02 02:00:00.123');
INSERT INTO `idempotency_key` VALUES ('Trần Bình id ','Trần Bình callId ','Trần Bình principal ','Trần Bình field ','Trần Bình inputHash ','{}','2026-03-03 17:00:00.000');
CREATE TABLE `lease` (
  `name` varchar(64) NOT NULL,
  `holder` varchar(36) NOT NULL,
  `until` datetime(3) NOT NULL,
  `fence` int(11) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `lease` VALUES ('Nguyễn Ánh name','Nguyễn Ánh holder','2026-03-02 02:00:00.123',7);
INSERT INTO `lease` VALUES ('Trần Bình name ','Trần Bình holder ','2026-03-03 17:00:00.000',8);
CREATE TABLE `migrations` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `timestamp` bigint(20) NOT NULL,
  `name` varchar(255) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=8 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `migrations` VALUES (1,1700000000001,'AuditAndEvents1700000000001');
INSERT INTO `migrations` VALUES (2,1700000000002,'Identity1700000000002');
INSERT INTO `migrations` VALUES (3,1700000000003,'Organisation1700000000003');
INSERT INTO `migrations` VALUES (4,1700000000004,'Provisioning1700000000004');
INSERT INTO `migrations` VALUES (5,1700000000005,'Tablets1700000000005');
INSERT INTO `migrations` VALUES (6,1700000000006,'EventLog1700000000006');
INSERT INTO `migrations` VALUES (7,1700000000007,'Handovers1700000000007');
CREATE TABLE `office_fact` (
  `id` varchar(36) NOT NULL,
  `decisionId` varchar(36) DEFAULT NULL,
  `line` int(11) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `subjectId` varchar(128) NOT NULL,
  `personId` varchar(36) DEFAULT NULL,
  `appointmentId` varchar(36) DEFAULT NULL,
  `postId` varchar(128) DEFAULT NULL,
  `unitId` varchar(64) DEFAULT NULL,
  `onDay` varchar(10) NOT NULL,
  `rank` int(11) NOT NULL,
  `body` text NOT NULL,
  `knownFrom` datetime(3) NOT NULL,
  `knownUntil` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_office_fact_decision` (`decisionId`),
  KEY `ix_office_fact_subject` (`subjectId`,`kind`),
  KEY `ix_office_fact_person` (`personId`),
  KEY `ix_office_fact_appointment` (`appointmentId`),
  KEY `ix_office_fact_post` (`postId`),
  KEY `ix_office_fact_unit` (`unitId`,`kind`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `office_fact` VALUES ('Nguyễn Ánh id','Nguyễn Ánh decisionId',7,'Nguyễn Ánh kind','Nguyễn Ánh subjectId','Nguyễn Ánh personId','Nguyễn Ánh appointmentId','Nguyễn Ánh postId','Nguyễn Ánh unitId','2026-03-02',7,'{\"tên\":\"Nguyễn Ánh\"}','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123');
INSERT INTO `office_fact` VALUES ('Trần Bình id ','Trần Bình decisionId ',8,'Trần Bình kind ','Trần Bình subjectId ','Trần Bình personId ','Trần Bình appointmentId ','Trần Bình postId ','Trần Bình unitId ','2026-03-03',8,'{}','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000');
CREATE TABLE `office_version` (
  `id` varchar(36) NOT NULL,
  `version` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `office_version` VALUES ('Nguyễn Ánh id',7);
INSERT INTO `office_version` VALUES ('office',0);
INSERT INTO `office_version` VALUES ('Trần Bình id ',8);
CREATE TABLE `operation` (
  `id` varchar(36) NOT NULL,
  `planId` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `targetId` varchar(96) NOT NULL,
  `ordinal` int(11) NOT NULL,
  `kind` varchar(16) NOT NULL,
  `reason` varchar(64) NOT NULL,
  `planned` text NOT NULL,
  `accountName` varchar(191) NOT NULL,
  `nativeId` varchar(191) DEFAULT NULL,
  `status` varchar(24) NOT NULL,
  `attempts` int(11) NOT NULL,
  `lastErrorCode` varchar(32) DEFAULT NULL,
  `lastErrorMessage` varchar(500) DEFAULT NULL,
  `retryAt` datetime(3) DEFAULT NULL,
  `startedAt` datetime(3) DEFAULT NULL,
  `finishedAt` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_operation_plan` (`planId`,`ordinal`),
  KEY `ix_operation_person` (`personId`,`status`),
  KEY `ix_operation_target` (`targetId`,`status`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `operation` VALUES ('Nguyễn Ánh id','Nguyễn Ánh planId','Nguyễn Ánh personId','Nguyễn Ánh targetId',7,'Nguyễn Ánh kind','Nguyễn Ánh reason','{\"tên\":\"Nguyễn Ánh\"}','Nguyễn Ánh accountName','Nguyễn Ánh nativeId','Nguyễn Ánh status',7,'Nguyễn Ánh lastErrorCode','Nguyễn Ánh lastErrorMessage','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123');
INSERT INTO `operation` VALUES ('Trần Bình id ','Trần Bình planId ','Trần Bình personId ','Trần Bình targetId ',8,'Trần Bình kind ','Trần Bình reason ','{}','Trần Bình accountName ','Trần Bình nativeId ','Trần Bình status ',8,'Trần Bình lastErrorCode ','Trần Bình lastErrorMessage ','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000');
CREATE TABLE `outbox_event` (
  `id` varchar(36) NOT NULL,
  `at` datetime(3) NOT NULL,
  `topic` varchar(32) NOT NULL,
  `once` varchar(191) DEFAULT NULL,
  `payload` text NOT NULL,
  `seq` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_outbox_event_seq` (`seq`),
  UNIQUE KEY `ix_outbox_event_once` (`once`),
  KEY `ix_outbox_event_topic` (`topic`,`seq`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `outbox_event` VALUES ('Nguyễn Ánh id','2026-03-02 02:00:00.123','Nguyễn Ánh topic','Nguyễn Ánh once','{\"tên\":\"Nguyễn Ánh\"}',1);
INSERT INTO `outbox_event` VALUES ('Trần Bình id ','2026-03-03 17:00:00.000','Trần Bình topic ','Trần Bình once ','{}',2);
CREATE TABLE `person` (
  `id` varchar(36) NOT NULL,
  `login` varchar(64) NOT NULL,
  `familyName` varchar(100) NOT NULL,
  `middleName` varchar(100) NOT NULL,
  `givenName` varchar(100) NOT NULL,
  `names` text NOT NULL,
  `searchKey` varchar(255) NOT NULL,
  `spelling` text NOT NULL,
  `sortKey` varchar(191) NOT NULL,
  `birthDate` varchar(10) DEFAULT NULL,
  `phone` varchar(32) DEFAULT NULL,
  `citizenCipher` varchar(128) DEFAULT NULL,
  `citizenHash` varchar(64) DEFAULT NULL,
  `createdAt` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ux_person_login` (`login`),
  KEY `ix_person_sort` (`sortKey`,`id`),
  KEY `ix_person_citizen` (`citizenHash`),
  KEY `ix_person_search` (`searchKey`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `person` VALUES ('Nguyễn Ánh id','Nguyễn Ánh login','Nguyễn Ánh familyName','Nguyễn Ánh middleName','Nguyễn Ánh givenName','{\"tên\":\"Nguyễn Ánh\"}','Nguyễn Ánh searchKey','{\"tên\":\"Nguyễn Ánh\"}','Nguyễn Ánh sortKey','2026-03-02','Nguyễn Ánh phone','Nguyễn Ánh citizenCipher','Nguyễn Ánh citizenHash','2026-03-02 02:00:00.123');
INSERT INTO `person` VALUES ('Trần Bình id ','Trần Bình login ','Trần Bình familyName ','Trần Bình middleName ','Trần Bình givenName ','{}','Trần Bình searchKey ','{}','Trần Bình sortKey ','2026-03-03','Trần Bình phone ','Trần Bình citizenCipher ','Trần Bình citizenHash ','2026-03-03 17:00:00.000');
CREATE TABLE `plan` (
  `id` varchar(36) NOT NULL,
  `hash` varchar(64) NOT NULL,
  `causeKind` varchar(16) NOT NULL,
  `causeId` varchar(36) DEFAULT NULL,
  `policyVersion` varchar(64) NOT NULL,
  `createdAt` datetime(3) NOT NULL,
  `plannedFor` datetime(3) NOT NULL,
  `needsApproval` tinyint(1) NOT NULL,
  `approvedById` varchar(36) DEFAULT NULL,
  `rejectedReason` varchar(500) DEFAULT NULL,
  `complete` tinyint(1) NOT NULL,
  `applyable` tinyint(1) NOT NULL,
  `summary` text NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_plan_created` (`createdAt`),
  KEY `ix_plan_hash` (`hash`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `plan` VALUES ('Nguyễn Ánh id','Nguyễn Ánh hash','Nguyễn Ánh cause','Nguyễn Ánh causeId','Nguyễn Ánh policyVersion','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123',0,'Nguyễn Ánh approvedById','Nguyễn Ánh rejectedReason',0,0,'{\"tên\":\"Nguyễn Ánh\"}');
INSERT INTO `plan` VALUES ('Trần Bình id ','Trần Bình hash ','Trần Bình causeK','Trần Bình causeId ','Trần Bình policyVersion ','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000',1,'Trần Bình approvedById ','Trần Bình rejectedReason ',1,1,'{}');
CREATE TABLE `position` (
  `id` varchar(64) NOT NULL,
  `titleVi` varchar(200) NOT NULL,
  `titleEn` varchar(200) NOT NULL,
  `rank` int(11) NOT NULL,
  `covered` tinyint(1) NOT NULL,
  `managementRole` varchar(32) NOT NULL,
  `seats` int(11) DEFAULT NULL,
  `scope` varchar(32) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `position` VALUES ('Nguyễn Ánh id','Nguyễn Ánh titleVi','Nguyễn Ánh titleEn',7,0,'Nguyễn Ánh managementRole',7,'Nguyễn Ánh scope');
INSERT INTO `position` VALUES ('Trần Bình id ','Trần Bình titleVi ','Trần Bình titleEn ',8,1,'Trần Bình managementRole ',8,'Trần Bình scope ');
CREATE TABLE `post` (
  `id` varchar(128) NOT NULL,
  `unitId` varchar(64) NOT NULL,
  `positionId` varchar(64) NOT NULL,
  `title` varchar(200) DEFAULT NULL,
  `seats` int(11) DEFAULT NULL,
  `startsOn` varchar(10) NOT NULL,
  `endsOn` varchar(10) DEFAULT NULL,
  `annulled` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_post_unit` (`unitId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `post` VALUES ('Nguyễn Ánh id','Nguyễn Ánh unitId','Nguyễn Ánh positionId','Nguyễn Ánh title',7,'2026-03-02','2026-03-02',0);
INSERT INTO `post` VALUES ('Trần Bình id ','Trần Bình unitId ','Trần Bình positionId ','Trần Bình title ',8,'2026-03-03','2026-03-03',1);
CREATE TABLE `refresh_token` (
  `hash` varchar(64) NOT NULL,
  `familyId` varchar(36) NOT NULL,
  `usedAt` datetime(3) DEFAULT NULL,
  `replacedBy` varchar(64) DEFAULT NULL,
  `expiresAt` datetime(3) NOT NULL,
  PRIMARY KEY (`hash`),
  KEY `ix_refresh_token_family` (`familyId`),
  KEY `ix_refresh_token_expiry` (`expiresAt`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `refresh_token` VALUES ('Nguyễn Ánh hash','Nguyễn Ánh familyId','2026-03-02 02:00:00.123','Nguyễn Ánh replacedBy','2026-03-02 02:00:00.123');
INSERT INTO `refresh_token` VALUES ('Trần Bình hash ','Trần Bình familyId ','2026-03-03 17:00:00.000','Trần Bình replacedBy ','2026-03-03 17:00:00.000');
CREATE TABLE `role_binding` (
  `personId` varchar(36) NOT NULL,
  `role` varchar(32) NOT NULL,
  `createdAt` datetime(3) NOT NULL,
  PRIMARY KEY (`personId`,`role`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `role_binding` VALUES ('Nguyễn Ánh personId','Nguyễn Ánh role','2026-03-02 02:00:00.123');
INSERT INTO `role_binding` VALUES ('Trần Bình personId ','Trần Bình role ','2026-03-03 17:00:00.000');
CREATE TABLE `service_client` (
  `id` varchar(36) NOT NULL,
  `name` varchar(100) NOT NULL,
  `secretHash` varchar(64) NOT NULL,
  `roles` text NOT NULL,
  `createdAt` datetime(3) NOT NULL,
  `revokedAt` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_service_client_name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `service_client` VALUES ('Nguyễn Ánh id','Nguyễn Ánh name','Nguyễn Ánh secretHash','{\"tên\":\"Nguyễn Ánh\"}','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123');
INSERT INTO `service_client` VALUES ('Trần Bình id ','Trần Bình name ','Trần Bình secretHash ','{}','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000');
CREATE TABLE `session_family` (
  `id` varchar(36) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `device` varchar(100) DEFAULT NULL,
  `createdAt` datetime(3) NOT NULL,
  `absoluteExpiresAt` datetime(3) NOT NULL,
  `revokedAt` datetime(3) DEFAULT NULL,
  `revokedReason` varchar(200) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_session_family_person` (`personId`),
  KEY `ix_session_family_expiry` (`absoluteExpiresAt`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `session_family` VALUES ('Nguyễn Ánh id','Nguyễn Ánh personId','Nguyễn Ánh device','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123','Nguyễn Ánh revokedReason');
INSERT INTO `session_family` VALUES ('Trần Bình id ','Trần Bình personId ','Trần Bình device ','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000','Trần Bình revokedReason ');
CREATE TABLE `shadow` (
  `id` varchar(36) NOT NULL,
  `targetId` varchar(96) NOT NULL,
  `nativeId` varchar(191) NOT NULL,
  `personId` varchar(36) DEFAULT NULL,
  `name` varchar(191) NOT NULL,
  `situation` varchar(16) NOT NULL,
  `record` text NOT NULL,
  `status` varchar(16) NOT NULL,
  `observedAt` datetime(3) NOT NULL,
  `disabledSince` datetime(3) DEFAULT NULL,
  `linked` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_shadow_native` (`targetId`,`nativeId`),
  KEY `ix_shadow_person` (`personId`),
  KEY `ix_shadow_name` (`targetId`,`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `shadow` VALUES ('Nguyễn Ánh id','Nguyễn Ánh targetId','Nguyễn Ánh nativeId','Nguyễn Ánh personId','Nguyễn Ánh name','Nguyễn Ánh situa','{\"tên\":\"Nguyễn Ánh\"}','Nguyễn Ánh statu','2026-03-02 02:00:00.123','2026-03-02 02:00:00.123',0);
INSERT INTO `shadow` VALUES ('Trần Bình id ','Trần Bình targetId ','Trần Bình nativeId ','Trần Bình personId ','Trần Bình name ','Trần Bình situat','{}','Trần Bình status','2026-03-03 17:00:00.000','2026-03-03 17:00:00.000',1);
CREATE TABLE `succession` (
  `predecessorId` varchar(64) NOT NULL,
  `successorId` varchar(64) NOT NULL,
  `onDay` varchar(10) NOT NULL,
  `decisionId` varchar(36) NOT NULL,
  PRIMARY KEY (`predecessorId`,`successorId`),
  KEY `ix_succession_successor` (`successorId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `succession` VALUES ('Nguyễn Ánh predecessorId','Nguyễn Ánh successorId','2026-03-02','Nguyễn Ánh decisionId');
INSERT INTO `succession` VALUES ('Trần Bình predecessorId ','Trần Bình successorId ','2026-03-03','Trần Bình decisionId ');
CREATE TABLE `tablet` (
  `id` varchar(36) NOT NULL,
  `serial` varchar(64) NOT NULL,
  `model` varchar(120) NOT NULL,
  `status` varchar(16) NOT NULL,
  `unitId` varchar(64) NOT NULL,
  `receivedAt` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_tablet_serial` (`serial`),
  KEY `ix_tablet_unit` (`unitId`,`status`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `tablet` VALUES ('Nguyễn Ánh id','Nguyễn Ánh serial','Nguyễn Ánh model','Nguyễn Ánh statu','Nguyễn Ánh unitId','2026-03-02 02:00:00.123');
INSERT INTO `tablet` VALUES ('Trần Bình id ','Trần Bình serial ','Trần Bình model ','Trần Bình status','Trần Bình unitId ','2026-03-03 17:00:00.000');
CREATE TABLE `target` (
  `id` varchar(96) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `connector` varchar(32) NOT NULL,
  `unitId` varchar(96) DEFAULT NULL,
  `health` varchar(16) NOT NULL,
  `paused` tinyint(1) NOT NULL,
  `pauseReason` varchar(500) DEFAULT NULL,
  `lastErrorCode` varchar(32) DEFAULT NULL,
  `lastErrorAt` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `target` VALUES ('Nguyễn Ánh id','Nguyễn Ánh kind','Nguyễn Ánh connector','Nguyễn Ánh unitId','Nguyễn Ánh healt',0,'Nguyễn Ánh pauseReason','Nguyễn Ánh lastErrorCode','2026-03-02 02:00:00.123');
INSERT INTO `target` VALUES ('Trần Bình id ','Trần Bình kind ','Trần Bình connector ','Trần Bình unitId ','Trần Bình health',1,'Trần Bình pauseReason ','Trần Bình lastErrorCode ','2026-03-03 17:00:00.000');
CREATE TABLE `tombstone` (
  `id` varchar(36) NOT NULL,
  `targetId` varchar(96) NOT NULL,
  `name` varchar(191) NOT NULL,
  `personId` varchar(36) NOT NULL,
  `deletedAt` datetime(3) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `ix_tombstone_name` (`targetId`,`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `tombstone` VALUES ('Nguyễn Ánh id','Nguyễn Ánh targetId','Nguyễn Ánh name','Nguyễn Ánh personId','2026-03-02 02:00:00.123');
INSERT INTO `tombstone` VALUES ('Trần Bình id ','Trần Bình targetId ','Trần Bình name ','Trần Bình personId ','2026-03-03 17:00:00.000');
CREATE TABLE `unit` (
  `id` varchar(64) NOT NULL,
  `code` varchar(64) DEFAULT NULL,
  `name` varchar(200) NOT NULL,
  `nameEn` varchar(200) DEFAULT NULL,
  `searchKey` varchar(255) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `parentId` varchar(64) DEFAULT NULL,
  `path` varchar(700) NOT NULL,
  `startsOn` varchar(10) NOT NULL,
  `endsOn` varchar(10) DEFAULT NULL,
  `annulled` tinyint(1) NOT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_unit_parent` (`parentId`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `unit` VALUES ('Nguyễn Ánh id','Nguyễn Ánh code','Nguyễn Ánh name','Nguyễn Ánh nameEn','Nguyễn Ánh searchKey','Nguyễn Ánh kind','Nguyễn Ánh parentId','Nguyễn Ánh path','2026-03-02','2026-03-02',0);
INSERT INTO `unit` VALUES ('Trần Bình id ','Trần Bình code ','Trần Bình name ','Trần Bình nameEn ','Trần Bình searchKey ','Trần Bình kind ','Trần Bình parentId ','Trần Bình path ','2026-03-03','2026-03-03',1);
