-- One customer's database, as the older product's dump has it: several character sets, everything nullable,
-- no foreign keys, few indexes, zero dates in the data.
CREATE TABLE `cities` (
  `cityid` varchar(6) NOT NULL,
  `name` varchar(100) DEFAULT NULL,
  `region` varchar(100) DEFAULT NULL,
  `country` varchar(100) DEFAULT NULL,
  `timezone` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`cityid`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

CREATE TABLE `confrnce` (
  `cfcnf` varchar(8) NOT NULL,
  `cfname` varchar(100) DEFAULT NULL,
  `sponsor` varchar(50) DEFAULT NULL,
  `date` date DEFAULT NULL,
  `dateend` date DEFAULT NULL,
  `confattend` decimal(5,0) DEFAULT NULL,
  `cityid` varchar(6) DEFAULT NULL,
  `schedstart` date DEFAULT NULL,
  `schedend` date DEFAULT NULL,
  `venue` varchar(200) DEFAULT NULL,
  `timezone` varchar(64) DEFAULT NULL,
  `website` varchar(255) DEFAULT NULL,
  `regdeadline` date DEFAULT NULL,
  `absdeadline` date DEFAULT NULL,
  `active` tinyint(1) DEFAULT NULL,
  `public` tinyint(1) DEFAULT NULL,
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  PRIMARY KEY (`cfcnf`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;

CREATE TABLE `people` (
  `pid` int(11) NOT NULL AUTO_INCREMENT,
  `first_name` varchar(100) DEFAULT NULL,
  `last_name` varchar(100) DEFAULT NULL,
  `title` varchar(50) DEFAULT NULL,
  `degree` varchar(50) DEFAULT NULL,
  `organisation` varchar(255) DEFAULT NULL,
  `email` varchar(254) DEFAULT NULL,
  `phone` varchar(50) DEFAULT NULL,
  `city` varchar(100) DEFAULT NULL,
  `country` varchar(100) DEFAULT NULL,
  `biography` longtext DEFAULT NULL,
  `photo` varchar(500) DEFAULT NULL,
  `public` tinyint(1) DEFAULT NULL,
  `external_id` varchar(64) DEFAULT NULL,
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  PRIMARY KEY (`pid`),
  KEY `name` (`last_name`,`first_name`),
  KEY `external` (`external_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE `abstract` (
  `absid` int(11) NOT NULL AUTO_INCREMENT,
  `cfcnf` varchar(8) DEFAULT NULL,
  `absnum` varchar(20) DEFAULT NULL,
  `title` varchar(500) DEFAULT NULL,
  `body` longtext DEFAULT NULL,
  `track` varchar(200) DEFAULT NULL,
  `abstype` varchar(100) DEFAULT NULL,
  `status` varchar(20) DEFAULT NULL,
  `lang` varchar(20) DEFAULT NULL,
  `presenter_pid` int(11) DEFAULT NULL,
  `extid` varchar(64) DEFAULT NULL,
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  PRIMARY KEY (`absid`),
  KEY `cfcnf` (`cfcnf`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE `abstractauthors` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `absid` int(11) DEFAULT NULL,
  `pid` int(11) DEFAULT NULL,
  `sortord` int(11) DEFAULT NULL,
  `presenting` tinyint(1) DEFAULT NULL,
  `corresponding` tinyint(1) DEFAULT NULL,
  `affil` varchar(255) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `absid` (`absid`),
  KEY `pid` (`pid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE `rooms` (
  `roomid` int(11) NOT NULL AUTO_INCREMENT,
  `cfcnf` varchar(8) DEFAULT NULL,
  `roomname` varchar(200) DEFAULT NULL,
  `capacity` int(11) DEFAULT NULL,
  `sortord` int(11) DEFAULT NULL,
  `descr` longtext DEFAULT NULL,
  `extid` varchar(64) DEFAULT NULL,
  PRIMARY KEY (`roomid`),
  KEY `cfcnf` (`cfcnf`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE `sessn` (
  `sessid` int(11) NOT NULL AUTO_INCREMENT,
  `cfcnf` varchar(8) DEFAULT NULL,
  `title` varchar(500) DEFAULT NULL,
  `subtitle` varchar(500) DEFAULT NULL,
  `sesstype` varchar(100) DEFAULT NULL,
  `track` varchar(200) DEFAULT NULL,
  `roomid` int(11) DEFAULT NULL,
  `sessday` date DEFAULT NULL,
  `starts` datetime DEFAULT NULL,
  `ends` datetime DEFAULT NULL,
  `lang` varchar(20) DEFAULT NULL,
  `summary` longtext DEFAULT NULL,
  `descr` longtext DEFAULT NULL,
  `slug` varchar(200) DEFAULT NULL,
  `url` varchar(500) DEFAULT NULL,
  `reclicense` varchar(200) DEFAULT NULL,
  `recurl` varchar(500) DEFAULT NULL,
  `norecord` tinyint(1) DEFAULT NULL,
  `nostream` tinyint(1) DEFAULT NULL,
  `public` tinyint(1) DEFAULT NULL,
  `extid` varchar(64) DEFAULT NULL,
  `created_at` datetime DEFAULT NULL,
  `updated_at` datetime DEFAULT NULL,
  PRIMARY KEY (`sessid`),
  KEY `cfcnf` (`cfcnf`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE `sessabs` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `sessid` int(11) DEFAULT NULL,
  `absid` int(11) DEFAULT NULL,
  `sortord` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `sessid` (`sessid`),
  KEY `absid` (`absid`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

CREATE TABLE `sesspeop` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `sessid` int(11) DEFAULT NULL,
  `pid` int(11) DEFAULT NULL,
  `role` varchar(20) DEFAULT NULL,
  `sortord` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `sessid` (`sessid`),
  KEY `pid` (`pid`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;

CREATE TABLE `cstmflds` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `cfcnf` varchar(8) DEFAULT NULL,
  `fldkey` varchar(50) DEFAULT NULL,
  `entity` varchar(20) DEFAULT NULL,
  `label` varchar(255) DEFAULT NULL,
  `fldtype` varchar(20) DEFAULT NULL,
  `choices` longtext DEFAULT NULL,
  `sortord` int(11) DEFAULT NULL,
  `active` tinyint(1) DEFAULT NULL,
  `visibility` varchar(10) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;

CREATE TABLE `cstmvals` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `fldid` int(11) DEFAULT NULL,
  `rowkey` varchar(20) DEFAULT NULL,
  `value` longtext DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `field_row` (`fldid`,`rowkey`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

CREATE TABLE `regist` (
  `regid` int(11) NOT NULL AUTO_INCREMENT,
  `pid` int(11) DEFAULT NULL,
  `cfcnf` varchar(8) DEFAULT NULL,
  `category` varchar(50) DEFAULT NULL,
  `status` varchar(20) DEFAULT NULL,
  `amount` decimal(10,2) DEFAULT NULL,
  `currency` varchar(3) DEFAULT NULL,
  `paid` tinyint(1) DEFAULT NULL,
  `regdate` datetime DEFAULT NULL,
  `canceldate` datetime DEFAULT NULL,
  PRIMARY KEY (`regid`),
  KEY `cfcnf` (`cfcnf`),
  KEY `pid` (`pid`)
) ENGINE=InnoDB DEFAULT CHARSET=latin1;
